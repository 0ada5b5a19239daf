import {type Names, readCommand} from '../../model/words/command-line.ts';
import {COMMANDS} from '../../protocol/command/command.ts';
import {formatTime} from '../../protocol/time.ts';
import type {Fault, Path} from '../../scenario/check/fault.ts';
import type {Document} from '../../scenario/format/document.ts';
import {type Cause, type Drill, type DrillStep, type Inject, MOST_LIMIT_NS, type Unsafe} from './document.ts';

// What can be wrong with a drill although each of its values is sound: names that do not exist, times after the limit, commands that can
// not be used, answers that the brief gives away.

/** The names that a drill can choose from. */
export type KnownNames = {
  policies: readonly string[];
  scenarios: readonly string[];
  /** The document of a scenario that exists. */
  document(scenario: string): Document;
};

/** The faults of a drill whose values are sound. Whether it can be won shows only when it is played. */
export function drillFaults(drill: Drill, known: KnownNames): Fault[] {
  if (!known.scenarios.includes(drill.scenario))
    return [unknown(['scenario'], 'scenario', drill.scenario, known.scenarios)];
  const names = objectNames(known.document(drill.scenario));
  return [
    ...(known.policies.includes(drill.policy) ? [] : [unknown(['policy'], 'policy', drill.policy, known.policies)]),
    ...limitFaults(drill),
    ...holdFaults(drill, names),
    ...allowFaults(drill),
    ...drill.causes.flatMap((cause, at) => causeFaults(['causes', at], cause, drill, names)),
    ...unsafeFaults(['unsafe'], drill.unsafe, names),
    ...lateHints(drill),
    ...giveaways(drill),
  ];
}

function objectNames({domains, devices, lines}: Document): Names {
  return {
    domain: domains.map(({name}) => name),
    device: devices.map(({name}) => name),
    line: lines.map(({irq}) => irq),
  };
}

function unknown(path: Path, kind: string, name: string, existing: readonly string[]): Fault {
  return {path, sentence: `there is no ${kind} "${name}"`, unknown: {name, existing}};
}

/** A limit of hours would take hours to check, and more memory than there is. */
function limitFaults({limit}: Drill): Fault[] {
  if (limit <= MOST_LIMIT_NS) return [];
  return [{path: ['limit'], sentence: `limit ${formatTime(limit)} is too long; the maximum is 15m`}];
}

function holdFaults({holds, limit, for: holdNs}: Drill, names: Names): Fault[] {
  const tooLong: Fault[] = holdNs < limit ? [] : [{path: ['for'], sentence: 'for must be shorter than the limit'}];
  return [...tooLong, ...holds.flatMap((hold, at) => holdFault(['holds', at], hold, names) ?? [])];
}

function holdFault(path: Path, {device, line, below, serves}: Drill['holds'][number], names: Names): Fault | null {
  if ((device === undefined) === (line === undefined))
    return {
      path,
      sentence:
        'an entry of holds names either a device or a line; write {device: NAME, serves: RATE} or {line: NAME, below: RATE}',
    };
  if (device !== undefined) {
    if (!names.device.includes(device)) return unknown([...path, 'device'], 'device', device, names.device);
    const sentence = `serves is missing; write how often ${device} must be served, such as serves: 10/s`;
    return serves === 0 ? {path, sentence} : null;
  }
  if (!names.line.includes(line!)) return unknown([...path, 'line'], 'line', line!, names.line);
  const sentence = `below is missing; write the highest rate that line ${line} may have, such as below: 1000/s`;
  return below === undefined ? {path, sentence} : null;
}

function allowFaults({allow = []}: Drill): Fault[] {
  const existing = Object.entries(COMMANDS)
    .filter(([, row]) => row.to === 'machine' && !row.inject)
    .map(([name]) => name);
  return allow.flatMap((name, at) => {
    if (existing.includes(name)) return [];
    const sentence = `"${name}" is not a command that a trainee may use`;
    return [{path: ['allow', at], sentence, unknown: {name, existing}}];
  });
}

function lateHints({hints, limit}: Drill): Fault[] {
  return hints.flatMap(({after}, at) =>
    after < limit ? [] : [{path: ['hints', at, 'after'], sentence: 'this hint comes after the limit'}],
  );
}

function causeFaults(path: Path, cause: Cause, drill: Drill, names: Names): Fault[] {
  const objects = [...names.line, ...names.domain];
  return [
    ...answerFaults([...path, 'answer'], cause, drill),
    ...cause.right.flatMap((name, at) =>
      objects.includes(name) ? [] : [unknown([...path, 'right', at], 'line or domain', name, objects)],
    ),
    ...hintFaults([...path, 'hints'], cause, drill),
    ...unsafeFaults([...path, 'unsafe'], cause.unsafe, names),
    ...cause.injects.flatMap((inject, at) => injectFaults([...path, 'injects', at], inject, drill, names)),
    ...harmlessFaults([...path, 'injects'], cause),
    ...(['solution', 'blunder'] as const).flatMap(script =>
      cause[script].flatMap((step, at) => stepFaults([...path, script, at], step, drill, names)),
    ),
  ];
}

function answerFaults(path: Path, {answer}: Cause, {choices}: Drill): Fault[] {
  if (choices.includes(answer)) return [];
  const sentence = `the answer "${answer}" is not one of the choices`;
  return [{path, sentence, unknown: {name: answer, existing: choices}}];
}

/** The trainee knows how many hints there are before the cause is known. */
function hintFaults(path: Path, {hints}: Cause, drill: Drill): Fault[] {
  if (hints === undefined || hints.length === drill.hints.length) return [];
  const sentence = `this cause has ${hints.length} hints; it needs as many as the drill has: ${drill.hints.length}`;
  return [{path, sentence}];
}

function injectFaults(
  path: Path,
  {at, jitter, do: order, page, ticket}: Inject,
  {limit}: Drill,
  names: Names,
): Fault[] {
  const given = [order, page, ticket].filter(each => each !== undefined).length;
  if (given !== 1) return [{path, sentence: 'an inject has exactly one of do, page and ticket'}];
  if (at + jitter >= limit) return [{path: [...path, 'at'], sentence: 'this inject comes after the limit'}];
  if (order === undefined) return [];
  return orderFaults([...path, 'do'], order, names, 'inject');
}

function harmlessFaults(path: Path, {fault, injects}: Cause): Fault[] {
  if (!fault || injects.some(inject => inject.do !== undefined)) return [];
  return [{path, sentence: 'this cause breaks nothing; add an inject with do, or write fault: off'}];
}

function stepFaults(path: Path, {after, do: order}: DrillStep, {limit}: Drill, names: Names): Fault[] {
  if (after >= limit) return [{path: [...path, 'after'], sentence: 'this step comes after the limit'}];
  return orderFaults([...path, 'do'], order, names, 'trainee');
}

function unsafeFaults(path: Path, unsafe: readonly Unsafe[], names: Names): Fault[] {
  return unsafe.flatMap((act, at) => [
    ...orderFaults([...path, at, 'do'], act.do, names, 'prefix'),
    ...(act.before === undefined ? [] : orderFaults([...path, at, 'before'], act.before, names, 'prefix')),
  ]);
}

/** `prefix`: the last arguments of the command may be left out. */
function orderFaults(path: Path, order: string, names: Names, use: 'inject' | 'trainee' | 'prefix'): Fault[] {
  const read = readCommand(order, names);
  if ('fault' in read)
    return use === 'prefix' && read.incomplete ? [] : [{path, sentence: read.fault.replace(/\.$/, '')}];
  const row = COMMANDS[read.command.command];
  if (use === 'inject' && row.to !== 'machine') return [{path, sentence: `${order} is not a command for the machine`}];
  if (use === 'trainee' && row.inject)
    return [{path, sentence: `${order} breaks something, so a trainee can not use it`}];
  return [];
}

/** A brief, title or objective that contains the right answer, and no other choice. */
function giveaways({brief, title, objective, choices, causes}: Drill): Fault[] {
  const answers = new Set(causes.map(({answer}) => answer));
  const texts = {brief: brief.join(' '), title, objective};
  return Object.entries(texts).flatMap(([key, text]) =>
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
