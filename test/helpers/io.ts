import {Readable} from 'node:stream';
import type {Terminal} from '../../src/cli/program/io.ts';
import {program} from '../../src/cli/program/program.ts';

export type Outcome = {status: number; stdout: string; stderr: string};

type Circumstances = {
  isTTY?: boolean;
  env?: {[name: string]: string};
  signal?: AbortSignal;
  stdin?: Readable;
  terminal?: Terminal;
  /** Called with all of stdout after each write; `false`: the reader is gone. */
  onWrite?(stdout: string): boolean;
  /** Called with each sentence for stderr. */
  onSay?(sentence: string): void;
};

/** Runs a command line in this process, with stdout and stderr kept. */
export async function irqdeck(argv: readonly string[], circumstances: Circumstances = {}): Promise<Outcome> {
  const {
    isTTY = false,
    env = {},
    signal = new AbortController().signal,
    stdin = Readable.from([]),
    terminal,
    onWrite,
    onSay,
  } = circumstances;
  let [stdout, stderr] = ['', ''];
  const write = async (text: string) => {
    stdout += text;
    return onWrite?.(stdout) ?? true;
  };
  const say = (sentence: string) => {
    stderr += `${sentence}\n`;
    onSay?.(sentence);
  };
  const status = await program(argv, {write, say, stdin: () => stdin, isTTY, terminal, env, signal}, () => '1.2.3');
  return {status, stdout, stderr};
}
