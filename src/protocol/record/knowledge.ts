/**
 * What a source can know, one row per kind. A header names those of its source (`knows`), and a row of a keyframe may take some away
 * (`unknown`). Of a known kind a field that a record leaves out is 0, or is as before; of any other kind it is unknown.
 */
const KNOWLEDGE = {
  counts: 'how many interrupts each CPU took from each line',
  holds: 'how long a line could not deliver, and for which reason',
  releases: 'how often a line was released, and for which reason',
  limits: 'how many interrupts a limiter dropped',
  'line-time': 'the CPU time that a line costs',
  'cpu-time': 'the CPU time of the interrupt path and of handlers, by CPU',
  acknowledgements: 'how often a domain was notified, and how often and how fast it acknowledged',
  starvation: 'truth: how long a domain starved, and because of which culprits',
  causes: 'truth: how many causes a device raised, and how many were served, served late, or lost',
} as const;
export type Knowledge = keyof typeof KNOWLEDGE;
export const ALL_KNOWLEDGE = Object.keys(KNOWLEDGE) as readonly Knowledge[];

/** What only a simulator knows. */
const TRUTH: readonly Knowledge[] = ['starvation', 'causes'];

/** The same without what only a simulator knows. */
export function observedKnowledge(knows: readonly Knowledge[]): Knowledge[] {
  return knows.filter(each => !TRUTH.includes(each));
}

/**
 * What the source of a header knows. A header without `knows` is of a program, or of a recording from before there was such a list: it
 * knows what its records contain, and nothing before they contain it. Of a simulation of that time everything is known.
 */
export function knowledgeOf({knows, seed}: {knows?: readonly Knowledge[]; seed?: number}): readonly Knowledge[] {
  return knows ?? (seed === undefined ? [] : ALL_KNOWLEDGE);
}
