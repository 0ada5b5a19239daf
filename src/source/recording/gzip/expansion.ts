import {FREE_EXPANSION, MOST_EXPANSION} from '../../../protocol/bounds.ts';

/** Whether so many packed bytes give more than any text packs to: going on would take hours. */
export function isBomb(packed: number, unpacked: number): boolean {
  return unpacked > FREE_EXPANSION + MOST_EXPANSION * packed;
}

export const BOMB = `it unpacks to more than ${MOST_EXPANSION} times its size`;
