import {names, share} from '../../../model/words/numbers.ts';
import type {DomainFrame} from '../../../protocol/frame/frame.ts';
import {NS_PER_S, type Ns} from '../../../protocol/words.ts';
import type {Scene} from '../../scene/scene.ts';
import {type Cell, UNKNOWN} from '../parts/table.ts';

/** The time that the frame covers: a second, less at the beginning. */
export function frameSpan({frame, before}: Scene): Ns {
  const span = before ? frame.tNs - before.tNs : NS_PER_S;
  return span > 0 ? span : NS_PER_S;
}

// Every handler waits a little while another one runs; below this share it is not shown.
const NOTICEABLE = 0.01;

/** The share of that time in which a domain starved. */
export function starvedCell({starvedNs}: DomainFrame, spanNs: Ns): Cell {
  if (starvedNs === undefined) return UNKNOWN;
  const part = Math.min(starvedNs / spanNs, 1);
  if (part === 0) return [['-', 'dim']];
  return [[share(part), part >= 0.5 ? 'bad' : part >= NOTICEABLE ? 'warn' : 'dim']];
}

/** The domains that starve it. */
export function becauseCell({starvedNs = 0, starvedBy}: DomainFrame, spanNs: Ns): Cell {
  if (starvedBy === undefined) return UNKNOWN;
  if (starvedNs / spanNs < NOTICEABLE || starvedBy.length === 0) return [['-', 'dim']];
  return [[names(starvedBy, 2), 'bad']];
}
