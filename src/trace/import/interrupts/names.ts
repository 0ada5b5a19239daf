/** The part of a row that its name depends on. */
type Named = {irq: string; name: string; chip: string | null; counter: boolean};

/** Gives counters unique names. */
export type Naming = {
  /** `null`: this counter is there already. `taken`: the row that has a name in this snapshot. */
  irqOf(name: string, chip: string | null, taken: (irq: string) => Pick<Named, 'chip'> | undefined): string | null;
};

/**
 * PowerPC has two rows `LOC`: a repeated name gets words of its description, `LOC others`. It keeps the name that it had in the snapshot
 * before, also when one of the two is missing now.
 */
export function openNaming(before: {readonly rows: readonly Named[]} | null): Naming {
  let known: Map<string, string> | null = null;

  function calledBefore(name: string, chip: string | null): string | undefined {
    known ??= new Map(
      (before?.rows ?? []).filter(({counter}) => counter).map(row => [keyOf(row.name, row.chip), row.irq]),
    );
    return known.get(keyOf(name, chip));
  }

  return {
    irqOf(name, chip, taken) {
      const old = calledBefore(name, chip);
      if (old !== undefined) return taken(old) ? null : old;
      const same = taken(name);
      if (!same) return name;
      if (same.chip === chip || chip === null) return null;
      const called = `${name} ${difference(same.chip ?? '', chip)}`;
      return taken(called) ? null : called;
    },
  };
}

function keyOf(name: string, chip: string | null): string {
  return `${name}: ${chip ?? ''}`;
}

/** The words of the other description, from the first that differs. */
function difference(one: string, other: string): string {
  const [words, others] = [one.split(' '), other.split(' ')];
  const at = others.findIndex((word, place) => word !== words[place]);
  return (at < 0 ? others : others.slice(at)).join(' ');
}
