/** Records the session on the screen. */
export type RecorderPort = {
  /** `waiting`: it begins with the next sample. */
  readonly state: 'off' | 'waiting' | 'on';
  /** The file that is being written, or the last one; `null`: there was none. */
  readonly file: string | null;
  /** Why the last recording failed, one sentence; `null`: it did not fail. */
  readonly fault: string | null;
  /** Begins a recording in a new file, or ends the current one. */
  toggle(): void;
};
