import type {Fact} from '../../protocol/record/fact.ts';
import type {Machine} from '../memory/state.ts';

type Untimed<F> = F extends Fact ? Omit<F, 't'> : never;

/** Something happened, now. */
export function noteFact(m: Machine, fact: Untimed<Fact>): void {
  m.facts.push({t: m.clock[0], ...fact} as Fact);
}
