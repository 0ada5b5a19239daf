import {Readable} from 'node:stream';
import type {Frame} from '../../src/protocol/frame/frame.ts';
import {irqdeck} from '../helpers/io.ts';

export const framesOf = (stdout: string): Frame[] =>
  stdout
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line));

export const piped = (text: string, ...argv: string[]) =>
  irqdeck(['replay', '-', ...argv], {stdin: Readable.from([Buffer.from(text)])});
