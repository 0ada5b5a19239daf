import {spawn} from 'node:child_process';
import {isatty} from 'node:tty';
import {RESTORING} from '../../../ui/screen/terminal/sequences.ts';

/** Restores the terminal when we can not: after a SIGKILL, a crash, or when the loop stands still. */
export type TerminalRestorer = {
  /** Resolves when it knows how the terminal was before us; raw mode has to wait for that. */
  readonly ready: Promise<void>;
  /** Where the words go, for a thread that has no stream: a file descriptor. */
  readonly fd: number | undefined;
  /** While somebody else has the terminal it is not touched. */
  hold(held: boolean): void;
  /** We have restored the terminal ourselves; or it took nothing, and the warden tries once more, without a word. */
  end(restored: boolean): void;
};

/** The words on the pipe; the last one that came says what is to be done at its end. */
export const STUCK = 'stuck\n';

// A shell in a session of its own, which no ctrl-c and no closed window reaches. It holds the terminal only as long as we live.
//
// The modes first: a terminal that is stopped takes modes, and no bytes. It waits half a second for it to take the bytes.
const SCRIPT = `
trap '' HUP INT TERM QUIT TSTP
modes=$(stty -g <&4 2>/dev/null)
echo ready
exec >/dev/null 5>&2 2>/dev/null
said=off
while read -r word; do said=$word; done
case $said in
on) why='irqdeck was killed or broke down; the terminal is restored (a recording is kept up to its last second)' ;;
stuck) why='irqdeck no longer answered and was ended; the terminal is restored (a recording is kept up to its last second)' ;;
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

/** The keys must work without a shell too, and when the shell does not answer. */
const PATIENCE_MS = 1000;

/** Watches over a terminal: `output` is drawn on, `input` has the modes. Without one there is nothing to watch over. */
export function openTerminalRestorer(output: {fd?: number}, input: {fd?: number}): TerminalRestorer | undefined {
  if (output.fd === undefined || input.fd === undefined || !isatty(output.fd) || !isatty(input.fd)) return undefined;
  const shell = spawn('/bin/sh', ['-c', SCRIPT, 'irqdeck-warden', RESTORING], {
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
  const say = (word: string) => void stdin.write(`${word}\n`);
  say('on');
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
    hold: held => say(held ? 'off' : 'on'),
    end: restored => void stdin.end(restored ? 'off\n' : 'quiet\n'),
  };
}
