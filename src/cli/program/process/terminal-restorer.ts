import {spawn} from 'node:child_process';
import {isatty} from 'node:tty';
import {RESTORING} from '../../../ui/screen/terminal/sequences.ts';

/** A process that restores the terminal when we can not: after a SIGKILL, a crash, or when the event loop is blocked. */
export type TerminalRestorer = {
  /** Resolves when the process has saved the terminal's modes; raw mode must wait for that. */
  readonly ready: Promise<void>;
  /** The file descriptor of its stdin, for a thread that has no stream. */
  readonly fd: number | undefined;
  /** While another program has the terminal, it is not touched. */
  hold(held: boolean): void;
  /** `true`: we have restored the terminal ourselves. `false`: the terminal took nothing, and the process tries once more, without a message. */
  end(restored: boolean): void;
};

/** A word on the pipe. At the end of the pipe, the last word decides what happens. */
export const STUCK = 'stuck\n';

// A shell in its own session, where ctrl-c and a closed window do not reach it. It holds the terminal only as long as we live.
//
// It restores the modes first: a stopped terminal accepts modes, but no bytes. For the bytes it waits half a second.
const SCRIPT = `
trap '' HUP INT TERM QUIT TSTP
modes=$(stty -g <&4 2>/dev/null)
echo ready
exec >/dev/null 5>&2 2>/dev/null
last=off
while read -r word; do last=$word; done
case $last in
on) why='irqdeck was killed or crashed; the terminal is restored (a recording is complete up to its last second)' ;;
stuck) why='irqdeck did not respond and was ended; the terminal is restored (a recording is complete up to its last second)' ;;
quiet) why= ;;
*) exit ;;
esac
[ -n "$modes" ] && { stty -drain "$modes" <&4 || stty "$modes" <&4; }
{
  printf "$1" >&3
  [ -n "$why" ] && printf '%s\\n' "$why" >&5
} &
tries=10
while kill -0 $! 2>/dev/null && [ $tries -gt 0 ]; do sleep 0.05; tries=$((tries - 1)); done
kill -KILL $! 2>/dev/null
`;

/** Keys must work also without a shell, and when the shell does not answer. */
const PATIENCE_MS = 1000;

/** `output` is drawn on, `input` has the modes; `undefined` unless both are terminals. */
export function openTerminalRestorer(output: {fd?: number}, input: {fd?: number}): TerminalRestorer | undefined {
  if (output.fd === undefined || input.fd === undefined || !isatty(output.fd) || !isatty(input.fd)) return undefined;
  const shell = spawn('/bin/sh', ['-c', SCRIPT, 'irqdeck-restorer', RESTORING], {
    stdio: ['pipe', 'pipe', 'inherit', output.fd, input.fd],
    detached: true,
  });
  const stdin = shell.stdin!;
  const stdout = shell.stdout!;
  shell.unref();
  (stdin as {unref?(): void}).unref?.();
  (stdout as {unref?(): void}).unref?.();
  stdin.on('error', () => {});
  stdout.on('error', () => {});
  const send = (word: string) => void stdin.write(`${word}\n`);
  send('on');
  return {
    ready: new Promise(resolve => {
      stdout.once('data', () => {
        stdout.destroy();
        resolve();
      });
      shell.once('error', () => resolve());
      setTimeout(resolve, PATIENCE_MS).unref();
    }),
    fd: (stdin as {_handle?: {fd?: number}})._handle?.fd,
    hold: held => send(held ? 'off' : 'on'),
    end: restored => void stdin.end(restored ? 'off\n' : 'quiet\n'),
  };
}
