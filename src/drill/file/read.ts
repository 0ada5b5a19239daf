import {type Names, readCommand} from '../../model/words/command-line.ts';
import {COMMANDS, type MachineCommand} from '../../protocol/command/command.ts';
import {formatTime} from '../../protocol/time.ts';
import type {Fault, Path} from '../../scenario/check/fault.ts';
import {shapeFaults} from '../../scenario/check/shape.ts';
import type {Document} from '../../scenario/format/document.ts';
import type {PlacedFault} from '../../scenario/read/read.ts';
import {isPlain} from '../../scenario/read/repeat.ts';
import {type ParsedYaml, parseYaml} from '../../scenario/read/yaml.ts';
import {
  type Cause,
  type Drill,
  type DrillStep,
  drillDocument,
  type Inject,
  MOST_LIMIT_NS,
  type Unsafe,
} from './document.ts';

/** A drill's text is sound as far as reading tells, or it has faults, in the order of their places; never both. */
export type ReadDrill = {drill: Drill; faults?: undefined} | {faults: PlacedFault[]};

/** What a drill can choose from. */
export type KnownNames = {
  policies: readonly string[];
  scenarios: readonly string[];
  /** The document of a scenario that exists. */
  document(scenario: string): Document;
};

/** Reads the text of a drill. Whether it can be won is found out by playing it. */
export function readDrill(text: string, known: KnownNames): ReadDrill {
  if (text.length > MAX_LENGTH) {
    const sentence = `${text.length} characters are more than the ${MAX_LENGTH} that a drill may have`;
    return {faults: [{line: 1, column: 1, sentence}]};
  }
  const parsed = parseYaml(text);
  if (parsed.faults.length > 0) return {faults: parsed.faults.map(({place, sentence}) => ({...place, sentence}))};
  if (!isPlain(parsed.value) || !('drill' in parsed.value))
    return {faults: [{line: 1, column: 1, sentence: 'this is no drill, which begins with drill: NAME'}]};
  const read = drillDocument.safeParse(parsed.value, {reportInput: true});
  const faults = read.success
    ? meaningFaults(read.data, known)
    : shapeFaults(drillDocument, read.error.issues).map(ofDrill);
  return faults.length === 0 ? {drill: read.data!} : {faults: placed(faults, parsed)};
}

/** It is written into every recording of the drill. */
const MAX_LENGTH = 200_000;

/** The places of faults that were found later, as by playing. */
export function placeFaults(text: string, faults: readonly Fault[]): PlacedFault[] {
  return placed(faults, parseYaml(text));
}

/** What the domains, devices and lines of a scenario are called. */
export function namesIn({domains, devices, lines}: Document): Names {
  return {
    domain: domains.map(({name}) => name),
    device: devices.map(({name}) => name),
    line: lines.map(({irq}) => irq),
  };
}

function placed(faults: readonly Fault[], parsed: ParsedYaml): PlacedFault[] {
  return faults
    .map(({path, key, ...fault}) => ({...parsed.placeOf(path, key), ...fault}))
    .sort((a, b) => a.line - b.line || a.column - b.column);
}

/** Sentences about shapes are written for scenarios, whose rows can be repeated. */
function ofDrill({sentence, unknown, ...fault}: Fault): Fault {
  return {
    ...fault,
    sentence: sentence
      .replace('the scenario', 'the drill')
      .replace(/\bone of (\w+)/, (whole, list) => ONE_OF[list] ?? whole),
    ...(unknown && {unknown: {...unknown, existing: unknown.existing.filter(name => name !== 'repeat')}}),
  };
}

const ONE_OF: {readonly [list: string]: string} = {
  causes: 'a cause',
  hints: 'a hint',
  holds: 'what must hold',
  injects: 'an inject',
  solution: 'a step of the solution',
  blunder: 'a step of the blunder',
  unsafe: 'an unsafe act',
};

function meaningFaults(given: Drill, known: KnownNames): Fault[] {
  if (!known.scenarios.includes(given.scenario))
    return [unknown(['scenario'], 'scenario', given.scenario, known.scenarios)];
  const names = namesIn(known.document(given.scenario));
  return [
    ...(known.policies.includes(given.policy) ? [] : [unknown(['policy'], 'policy', given.policy, known.policies)]),
    ...limitFaults(given),
    ...holdFaults(given, names),
    ...allowFaults(given),
    ...causeFaults(given, names),
    ...unsafeFaults(['unsafe'], given.unsafe, names),
    ...given.hints.flatMap(({after}, at) =>
      after < given.limit ? [] : [{path: ['hints', at, 'after'], sentence: 'this hint comes after the limit'}],
    ),
    ...giveaways(given),
  ];
}

function unknown(path: Path, kind: string, name: string, existing: readonly string[]): Fault {
  return {path, sentence: `there is no ${kind} "${name}"`, unknown: {name, existing}};
}

/** A limit of hours would take hours to be checked, and more memory than there is. */
function limitFaults({limit}: Drill): Fault[] {
  if (limit <= MOST_LIMIT_NS) return [];
  return [{path: ['limit'], sentence: `limit ${formatTime(limit)} is too long; 15m is the most`}];
}

function holdFaults({holds, limit, for: holdNs}: Drill, names: Names): Fault[] {
  const faults: Fault[] =
    holdNs < limit ? [] : [{path: ['for'], sentence: 'what must hold can not hold longer than the limit'}];
  for (const [at, {device, line, below, serves}] of holds.entries()) {
    const path = ['holds', at];
    if ((device === undefined) === (line === undefined))
      faults.push({
        path,
        sentence:
          'what must hold is of a device or of a line: {device: NAME, serves: RATE} or {line: NAME, below: RATE}',
      });
    else if (device !== undefined && !names.device.includes(device))
      faults.push(unknown([...path, 'device'], 'device', device, names.device));
    else if (line !== undefined && !names.line.includes(line))
      faults.push(unknown([...path, 'line'], 'line', line, names.line));
    else if (device !== undefined && serves === 0)
      faults.push({path, sentence: `serves is missing: how often ${device} must be served, as 10/s`});
    else if (line !== undefined && below === undefined)
      faults.push({path, sentence: `below is missing: how often line ${line} may interrupt at most, as 1000/s`});
  }
  return faults;
}

function allowFaults({allow = []}: Drill): Fault[] {
  const existing = Object.entries(COMMANDS)
    .filter(([, row]) => row.to === 'machine' && !row.inject)
    .map(([name]) => name);
  return allow.flatMap((name, at) =>
    existing.includes(name) ? [] : [unknown(['allow', at], 'command that a trainee may use', name, existing)],
  );
}

function unsafeFaults(path: Path, unsafe: readonly Unsafe[], names: Names): Fault[] {
  return unsafe.flatMap((act, at) => [
    ...orderFaults([...path, at, 'do'], act.do, names, 'prefix'),
    ...(act.before === undefined ? [] : orderFaults([...path, at, 'before'], act.before, names, 'prefix')),
  ]);
}

function causeFaults(given: Drill, names: Names): Fault[] {
  return given.causes.flatMap((cause, at): Fault[] => {
    const path = ['causes', at];
    const objects = [...names.line, ...names.domain];
    return [
      ...(given.choices.includes(cause.answer)
        ? []
        : [
            {
              path: [...path, 'answer'],
              sentence: `the answer "${cause.answer}" is none of the choices`,
              unknown: {name: cause.answer, existing: given.choices},
            },
          ]),
      ...cause.right.flatMap((name, i) =>
        objects.includes(name) ? [] : [unknown([...path, 'right', i], 'line or domain', name, objects)],
      ),
      ...hintFaults([...path, 'hints'], cause, given),
      ...unsafeFaults([...path, 'unsafe'], cause.unsafe, names),
      ...cause.injects.flatMap((inject, i) => injectFaults([...path, 'injects', i], inject, given, names)),
      ...(cause.fault && !cause.injects.some(inject => inject.do !== undefined)
        ? [{path: [...path, 'injects'], sentence: 'nothing breaks here; say fault: off where nothing shall'}]
        : []),
      ...(['solution', 'blunder'] as const).flatMap(script =>
        cause[script].flatMap((step, i) => stepFaults([...path, script, i], step, given, names)),
      ),
    ];
  });
}

/** As many as the drill has: their number is told before. */
function hintFaults(path: Path, {hints}: Cause, given: Drill): Fault[] {
  if (hints === undefined || hints.length === given.hints.length) return [];
  const sentence = `a cause has as many hints as the drill: ${given.hints.length}, not ${hints.length}`;
  return [{path, sentence}];
}

function injectFaults(
  path: Path,
  {at, jitter, do: order, page, ticket}: Inject,
  {limit}: Drill,
  names: Names,
): Fault[] {
  const given = [order, page, ticket].filter(each => each !== undefined).length;
  if (given !== 1) return [{path, sentence: 'an inject does one thing: do, page or ticket'}];
  if (at + jitter >= limit) return [{path: [...path, 'at'], sentence: 'this inject comes after the limit'}];
  if (order === undefined) return [];
  return orderFaults([...path, 'do'], order, names, 'inject');
}

function stepFaults(path: Path, {after, do: order}: DrillStep, {limit}: Drill, names: Names): Fault[] {
  if (after >= limit) return [{path: [...path, 'after'], sentence: 'this step comes after the limit'}];
  return orderFaults([...path, 'do'], order, names, 'trainee');
}

function orderFaults(path: Path, order: string, names: Names, who: 'inject' | 'trainee' | 'prefix'): Fault[] {
  const read = readCommand(order, names);
  // Of a rule the last arguments may be left out.
  if ('fault' in read)
    return who === 'prefix' && / is missing; /.test(read.fault)
      ? []
      : [{path, sentence: read.fault.replace(/\.$/, '')}];
  const row = COMMANDS[read.command.command];
  if (who === 'inject' && row.to !== 'machine') return [{path, sentence: `${order} is nothing that a machine can do`}];
  if (who === 'trainee' && row.inject)
    return [{path, sentence: `${order} breaks something; a trainee can not do that`}];
  return [];
}

/** A brief, title or objective that says what the diagnosis asks for. */
function giveaways({brief, title, objective, choices, causes}: Drill): Fault[] {
  const answers = new Set(causes.map(({answer}) => answer));
  const told = {brief: brief.join(' '), title, objective};
  return Object.entries(told).flatMap(([key, text]) =>
    [...answers].flatMap((answer): Fault[] => {
      const others = choices.filter(choice => choice !== answer && mentions(text, choice));
      if (!mentions(text, answer) || others.length > 0) return [];
      return [{path: [key], sentence: `the ${key} gives the answer away: "${answer}"`}];
    }),
  );
}

function mentions(text: string, words: string): boolean {
  const plain = (each: string) =>
    ` ${each
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim()} `;
  return plain(text).includes(plain(words));
}

/** The command of an inject of a sound drill. */
export function commandOf(order: string, names: Names): MachineCommand {
  const read = readCommand(order, names);
  if (!('command' in read)) throw new Error(`"${order}" is no command`);
  return read.command as MachineCommand;
}
