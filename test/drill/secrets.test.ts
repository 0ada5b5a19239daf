import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {BUILT_IN_DRILLS} from '../../src/drill/catalogue.ts';
import {causeOf} from '../../src/drill/file/injects.ts';
import {factsOf} from '../../src/drill/judge/harm.ts';
import {describe} from '../../src/model/words/sentences.ts';
import {FACTS} from '../../src/protocol/record/fact.ts';
import type {TraceRecord} from '../../src/protocol/record/record.ts';
import type {Source} from '../../src/source/source.ts';
import {findDrill} from '../../src/stage/find-drill.ts';
import {openDrill, setUpDrill} from '../../src/stage/setup.ts';
import {openDesk} from '../helpers/scene.ts';

// What only a simulator knows must reach no trainee: neither as a record, nor in a frame, nor in the log, nor on a screen.

const DRILLS = await Promise.all(BUILT_IN_DRILLS.map(findDrill));
/** Every drill with each of its causes. */
const PLAYS = DRILLS.flatMap(({drill}) => drill.causes.map((_, at): [string, number] => [drill.drill, at + 1]));
/** Beside the views, what stands in for them: keys, and a menu of what can be done. */
const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', 'escape enter', 'escape x'];

test.each(PLAYS)('%s, seed %i: nothing that only a simulator knows reaches a trainee', async (name, seed) => {
  const setup = await setUpDrill(await findDrill(name));
  const cause = causeOf(setup.drill, seed);
  const all: TraceRecord[] = [];
  const seen: TraceRecord[] = [];
  const played = openDrill(setup, seed, {hear: records => void all.push(...records)});
  const desk = openDesk({source: overheard(played, seen), width: 200, height: 60});
  desk.wait(43);
  const screens = KEYS.map(keys => {
    desk.keys(keys);
    return desk.see().rows().join('\n');
  });

  expect(seen.filter(({kind}) => kind === 'sample').length).toBeGreaterThan(400);
  expect([leaks(seen), leaks(all).length > 0]).toEqual([[], true]);
  expect(screens[7]).toContain(setup.drill.question);
  const {frame, log} = desk.scene();
  for (const {state} of frame.domains) expect(state).toBeUndefined();
  const told = [...screens, JSON.stringify([played.header, frame, log])];

  const secret = factsOf(all).filter(({kind}) => FACTS[kind].visibility === 'truth');
  expect(secret.length).toBeGreaterThan(0);
  for (const text of told) {
    for (const fact of secret) expect(text).not.toContain(describe({kind: 'fact', t: fact.t, fact}).slice(0, 40));
    for (const {do: order} of cause.injects) if (order) expect(text).not.toContain(order);
    for (const {text: hint} of setup.drill.hints) expect(text).not.toContain(hint);
    expect(text).not.toContain(setup.drill.lesson[0].slice(0, 40));
    expect(text).not.toMatch(/\bseed\b|starvedNs|inService|"(?:late|lost|raised|served)":|\binject|solution|blunder/);
  }
});

/** A source, with all that it hands on. */
function overheard<Played extends Source>(played: Played, seen: TraceRecord[]): Played {
  const keep = (records: TraceRecord[]): TraceRecord[] => {
    seen.push(...records);
    return records;
  };
  return new Proxy(played, {
    get(target, key) {
      if (key === 'read') return (untilNs: number) => keep(target.read(untilNs));
      return Reflect.get(target, key);
    },
  });
}

/** Fields that the dictionary marks truth, by the type of their row: `/** truth …`, and the field in the next line. */
const TRUTH = new Map<string, string[]>();
for (const file of ['keyframe', 'sample']) {
  const text = readFileSync(new URL(`../../src/protocol/record/${file}.ts`, import.meta.url), 'utf8');
  for (const [, type, body] of text.matchAll(
    /^export type (Line|Domain|Device)(?:Keyframe|Sample) = \{([\s\S]*?)^\}/gm,
  ))
    TRUTH.set(type, [
      ...(TRUTH.get(type) ?? []),
      ...[...body.matchAll(/\/\*\* truth\b.*\n {2}(\w+)/g)].map(([, field]) => field),
    ]);
}

/** Every field and kind that only a simulator knows, and every word that a drill hides. */
function leaks(records: readonly TraceRecord[]): string[] {
  return records.flatMap(record => {
    if (record.kind !== 'keyframe' && record.kind !== 'sample')
      return FACTS[record.kind as keyof typeof FACTS]?.visibility === 'observed' ? [] : [record.kind];
    const rows = [
      [record.lines, TRUTH.get('Line')!],
      [record.domains, TRUTH.get('Domain')!],
      [record.devices, TRUTH.get('Device')!],
    ] as const;
    return rows.flatMap(([list = [], keys]) => list.flatMap(row => keys.filter(key => key in row)));
  });
}
