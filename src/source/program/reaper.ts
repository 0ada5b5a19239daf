import {execa} from 'execa';

/** Sees to it that a process and all that it started do not outlive us. */
export type Warden = {
  /** Ends what still lives: at first it waits, then SIGTERM, then SIGKILL. Resolves when nothing is left, within seconds. */
  end(): Promise<void>;
  /** The process is gone by itself: its number may belong to another one soon. What it left behind is still looked for at the end. */
  dismiss(): void;
};

// Nobody can act after a SIGKILL, and a program may ignore that its stdin has ended. So a shell of its own, in a session of its own that
// no ctrl-c reaches, waits for the end of the pipe, which comes however we end, and before that perhaps for a word from us.
//
// It looks for descendants before they lose their parents, and for all that carry the mark of the program in their environment, whatever
// session they have moved to. It looks again before each signal, and while it kills until nothing is left, as one may have started
// another meanwhile. Where there is no /proc it knows only the process itself. Each wait is most of a second, all of them less than four.
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

/** The variable that says whose a process is: a mark for each watcher above it, so that one ends those of watchers below it too. */
const VARIABLE = 'IRQDECK_WATCH';
let marks = 0;

/** What is to stand in the environment of a program, so that what it starts is known by it; no two are alike. */
export function newMark(): {mark: string; env: {[variable: string]: string}} {
  const mark = `<${process.pid}-${performance.timeOrigin}-${++marks}>`;
  return {mark, env: {[VARIABLE]: (process.env[VARIABLE] ?? '') + mark}};
}

/** Watches over the process with this number, which has just been started, and over all with its mark. */
export function openWarden(pid: number, mark: string): Warden {
  const shell = execa('/bin/sh', ['-c', SCRIPT, 'irqdeck-warden', String(pid), mark], {
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
