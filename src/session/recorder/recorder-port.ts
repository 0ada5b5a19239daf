/** What records what is shown; missing where nothing can be recorded. */
export type RecorderPort = {
  /** `waiting`: it begins with the next sample. */
  readonly state: 'off' | 'waiting' | 'on';
  /** The file that is written, or was last; `null`: none yet. */
  readonly file: string | null;
  /** Why the last recording failed, one sentence; `null`: it did not. */
  readonly fault: string | null;
  /** Begins a recording in a file of its own, or ends the one that is written. */
  toggle(): void;
};
