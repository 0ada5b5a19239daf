import {BUCKETS} from '../record/histogram.ts';
import type {Knowledge} from '../record/knowledge.ts';
import {BOOT_ENDS, HANGS, RESET_METHODS, SOURCE_TROUBLES, TOOLSTACK_STATES} from '../words.ts';
import {integerShape, listShape, row, type Shape, text, word} from './shape.ts';

// The values that several kinds of line are made of.

/** ns since the start, or that something took. */
export const ns = integerShape(0, Number.MAX_SAFE_INTEGER);
/** The count of one record; thousands of the largest add up exactly. */
export const countShape = integerShape(0, 2 ** 40);
/** The count before a keyframe; below 0 where a counter of 32 bits wraps at it. */
export const total = integerShape(-(2 ** 32), 2 ** 50);
/** A number that a user typed. */
export const natural = integerShape(0, 2 ** 40);
export const cpu = integerShape(0, 65_535);
export const id = integerShape(0, Number.MAX_SAFE_INTEGER);
export const namesShape = listShape(text);
/** µs of Unix time. */
export const microseconds = integerShape(0, Number.MAX_SAFE_INTEGER);
/** Any words: a later version may have more of them. */
export const knowledgeShape = namesShape as unknown as Shape<Knowledge[]>;
export const trigger = word('level', 'edge');
export const power = word('D0', 'D3hot', 'D3cold');
export const hang = word(...HANGS);
export const method = word(...RESET_METHODS);
export const holdReasons = ['in-flight', 'masked', 'limited', 'disabled', 'killed'] as const;
export const lineState = word('open', ...holdReasons);
export const domainState = word('running', 'slow', 'hung', 'crashed', 'paused', 'restarting', 'dead');
export const toolstackState = word(...TOOLSTACK_STATES);
export const histogram = listShape(row(integerShape(0, BUCKETS - 1), countShape));
export const boots = word(...BOOT_ENDS);
export const trouble = word(...SOURCE_TROUBLES);
