import {mkdtempSync, readFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Debrief} from '../../src/drill/judge/debrief.ts';
import {irqdeck} from '../helpers/io.ts';
import {readPage} from '../helpers/page.ts';

export const RECORDED = 'test/captures/drill-hung-sharer.ndjson.gz';
export const dir = mkdtempSync(join(tmpdir(), 'irqdeck-page-'));
export const inDir = (name: string) => join(dir, name);

export const told = await irqdeck(['debrief', RECORDED, '--html', inDir('page.html')]);
export const source = readFileSync(inDir('page.html'), 'utf8');
export const page = readPage(source);
export const debrief: Debrief = JSON.parse((await irqdeck(['debrief', RECORDED, '--json'])).stdout);
