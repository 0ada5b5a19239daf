/** What a row is called, of all that a snapshot knows of it. */
type Named = {irq: string; name: string; chip: string | null; counter: boolean};

/** What a counter is called, `null`: it stands there already. */
export type Naming = {
  irqOf(name: string, chip: string | null, taken: (irq: string) => Pick<Named, 'chip'> | undefined): string | null;
};

/**
 * PowerPC has two rows `LOC`: a name that is repeated is told by its description, and called by it: `LOC others`. It keeps what it was
 * called in the snapshot before, whichever of them is missing now.
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

/** The words of a description from the first that differs on. */
function difference(one: string, other: string): string {
  const [words, others] = [one.split(' '), other.split(' ')];
  const at = others.findIndex((word, place) => word !== words[place]);
  return (at < 0 ? others : others.slice(at)).join(' ');
}
