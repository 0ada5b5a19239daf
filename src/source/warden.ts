import {execa} from 'execa';

/** Sees to it that a process and its descendants do not outlive us. */
export type Warden = {
  /** Ends what still lives: at first it waits, then SIGTERM, then SIGKILL. Resolves when nothing is left, within seconds. */
  end(): Promise<void>;
  /** The process is gone by itself: its number may belong to another one soon. */
  dismiss(): void;
};

// Nobody can act after a SIGKILL, and a program may ignore that its stdin has ended. So a shell of its own, in a session of its own that
// no ctrl-c reaches, waits for a word from us or for the end of the pipe, which comes however we end.
//
// It looks for descendants before they lose their parents; where there is no /proc it knows only the process itself. Each wait is most of
// a second.
const SCRIPT = `
read -r word
[ "$word" = gone ] && exit
family() { for each; do echo "$each"; family $(cat /proc/$each/task/*/children 2>/dev/null); done; }
all=$(family "$1")
alive() { for each in $all; do kill -0 "$each" 2>/dev/null && return; done; return 1; }
patience() { tries=7; while alive && [ $tries -gt 0 ]; do sleep 0.1; tries=$((tries - 1)); done; }
patience
alive && kill -TERM $all 2>/dev/null
patience
alive && kill -KILL $all 2>/dev/null
patience
`;

/** Watches over the process with this number, which has just been started. */
export function openWarden(pid: number): Warden {
  const shell = execa('/bin/sh', ['-c', SCRIPT, 'irqdeck-warden', String(pid)], {
    stdin: 'pipe',
    stdout: 'ignore',
    stderr: 'ignore',
    buffer: false,
    detached: true,
    cleanup: false,
    reject: false,
  });
  shell.stdin.on('error', () => {});
  return {
    async end() {
      shell.stdin.end();
      await shell;
    },
    dismiss: () => void shell.stdin.end('gone\n'),
  };
}
