import {execa} from 'execa';

/** Makes sure that a process and all that it started do not outlive us. */
export type Reaper = {
  /** Ends what still runs: it waits, then sends SIGTERM, then SIGKILL. Resolves when nothing is left, within four seconds. */
  end(): Promise<void>;
  /** The process has ended by itself: its pid may soon belong to another one. Processes that it left behind are still ended by `end`. */
  dismiss(): void;
};

// After a SIGKILL we can do nothing, and a program may ignore that its stdin has ended. So a separate shell, in a session of its own
// that no ctrl-c reaches, waits for the end of its stdin. That comes however we end. Before it there may be a line: the process is gone.
//
// The shell looks for descendants before they lose their parents, and for all processes with the mark of the program in their
// environment, whatever session they have moved to. It looks again before each signal, and while it kills until nothing is left,
// because one process may have started another meanwhile. Without /proc it knows only the process itself. Each wait is almost a second,
// all of them together less than four.
const SCRIPT = `
own=$1
read -r word && [ "$word" = gone ] && own= && read -r word
family() { for each; do echo "$each"; family $(cat /proc/$each/task/*/children); done; }
marked() { printf '%s\\n' /proc/[0-9]*/environ | xargs grep -lF -e "$2" | tr -dc '0-9\\n'; }
look() { known=$(printf '%s\\n' $known $(family $own) $(marked "$@") | sort -un); }
lives() {
  kill -0 "$1" || return
  read -r stat <"/proc/$1/stat" || return 0
  case $stat in *') Z '* | *') X '*) return 1 ;; esac
}
left() { for each in $known; do lives "$each" && return; done; return 1; }
patience() { tries=7; while left && [ $tries -gt 0 ]; do sleep 0.1; tries=$((tries - 1)); done; }
look "$@"
patience
look "$@"
left && kill -TERM $known
left && kill -CONT $known
patience
rounds=20
while look "$@"; left && [ $rounds -gt 0 ]; do kill -KILL $known; sleep 0.05; rounds=$((rounds - 1)); done
`;

/** Holds a mark for each watcher above a process, so that a watcher also ends what watchers below it have started. */
const VARIABLE = 'IRQDECK_WATCH';
let marks = 0;

/** A unique mark, and the environment that gives it to a program and to all that it starts. */
export function newMark(): {mark: string; env: {[variable: string]: string}} {
  const mark = `<${process.pid}-${performance.timeOrigin}-${++marks}>`;
  return {mark, env: {[VARIABLE]: (process.env[VARIABLE] ?? '') + mark}};
}

/** Starts the shell for a process that has just been started, and for all processes with its mark. */
export function openReaper(pid: number, mark: string): Reaper {
  const shell = execa('/bin/sh', ['-c', SCRIPT, 'irqdeck-reaper', String(pid), mark], {
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
    dismiss: () => void shell.stdin.write('gone\n'),
  };
}
