import {posix} from 'node:path';

/** A source file by its path below src: `machine/line.ts`. */
export type SourceFile = {path: string; text: string};

export type Room = {
  /** Rooms whose values it may import, beside its own. */
  rooms: readonly string[];
  /** Rooms of which it may know the types. */
  types?: readonly string[];
  /** Packages, and parts of Node; `node:` stands for all of them. */
  packages?: readonly string[];
  /** What to do instead of importing something else. */
  remedy: string;
};

export type Rooms = {readonly [room: string]: Room};

/** Which room may import what. `npm run layers` draws it into src/README.md. */
export const ROOMS: Rooms = {
  protocol: {rooms: [], remedy: 'the dictionary stands alone; move what it needs into it'},
  engine: {rooms: [], remedy: 'the engine knows time and nothing else; hand it in as an argument'},
  machine: {
    rooms: ['engine', 'protocol'],
    remedy: 'the machine reports what happened in records; to know more, fold them',
  },
  scenario: {
    rooms: ['protocol'],
    types: ['machine'],
    packages: ['yaml', 'zod', 'node:fs'],
    remedy: 'a scenario is data of a type of the machine; its caller brings the two together',
  },
  model: {
    rooms: ['protocol'],
    // pattern.ts alone takes re2js, and is loaded where somebody uses a pattern.
    packages: ['immer', 'fastest-levenshtein', 're2js'],
    remedy: 'the fold sees records only; add what it has to know to a record in protocol',
  },
  trace: {
    rooms: ['protocol'],
    packages: ['node:zlib', 'node:buffer'],
    remedy: 'text in, records out; the caller hands in the file or the clock',
  },
  drill: {
    // Of model, how commands are read and written; of the engine, how a seed is mixed.
    rooms: ['protocol', 'engine', 'scenario', 'model'],
    packages: ['zod', 'node:fs'],
    remedy: 'a drill judges records; take it from them',
  },
  source: {
    rooms: ['protocol', 'trace', 'machine'],
    types: ['scenario'],
    packages: ['execa', 'node:'],
    remedy: 'a source gives records; the model decides what they mean',
  },
  compare: {
    rooms: ['protocol', 'model', 'source'],
    types: ['machine', 'scenario', 'session'],
    packages: ['node:worker_threads'],
    remedy:
      'a comparison runs simulators and judges their records; how it is asked for and shown is the business of cli',
  },
  session: {
    rooms: ['protocol', 'model', 'trace'],
    types: ['source'],
    remedy: 'a session is given its source; open it in cli',
  },
  setup: {
    rooms: ['protocol', 'model', 'trace', 'scenario', 'machine', 'source', 'session', 'store'],
    packages: ['node:fs', 'node:fs/promises', 'node:path'],
    remedy:
      'setup opens what was asked for: its source, session and recording; show it, and give the exit status, in cli',
  },
  stage: {
    // Of trace, its errors and how a record is written; of store, where a drill and its result are kept.
    rooms: ['protocol', 'model', 'trace', 'scenario', 'drill', 'source', 'session', 'setup', 'store'],
    packages: ['node:worker_threads', 'node:fs', 'node:path', 'node:stream'],
    remedy: 'the stage plays, judges and keeps drills; ask for one and print it in cli',
  },
  verify: {
    // Of scenario, how its files are read: a check lists every fault of one.
    rooms: ['protocol', 'model', 'trace', 'scenario', 'drill', 'source', 'session', 'setup', 'stage'],
    remedy: 'a check gives a verdict; print it, and give the exit status, in cli',
  },
  ui: {
    rooms: ['protocol', 'model'],
    types: ['session'],
    packages: ['ink', 'react', 'string-width', 'blessed-contrib', 'node:events'],
    remedy:
      'the screen draws view state and sends commands; take what it needs from types of session, or through ui/drill-port.ts',
  },
  cli: {
    rooms: [
      'protocol',
      'machine',
      'scenario',
      'model',
      'trace',
      'drill',
      'source',
      'session',
      'compare',
      'setup',
      'stage',
      'verify',
      'store',
      'ui',
    ],
    packages: ['commander', 'react', 'yaml', 'node:'],
    remedy: 'add it to the packages of cli in test/helpers/layers.ts, if it must be',
  },
  store: {
    rooms: ['protocol'],
    packages: ['node:'],
    remedy: 'the store knows bytes and files; what they mean is the business of cli',
  },
  main: {rooms: ['cli'], packages: ['node:'], remedy: 'main only hands the process to cli'},
};

type Ban = {
  pattern: RegExp;
  /** Whether the ban holds in a file. */
  holds(path: string): boolean;
  remedy: string;
};

const within =
  (...rooms: string[]) =>
  (path: string) =>
    rooms.includes(roomOf(path));

/** They put regular expressions together from constants of their own. */
const CONSTANT_PATTERNS: readonly string[] = [
  'trace/import/interrupts/interrupts.ts',
  'trace/import/interrupts/wiring.ts',
  'trace/recording/importer.ts',
  'trace/import/series.ts',
];

const BANS: readonly Ban[] = [
  {
    pattern: /\bDate\.now\b|\bnew Date\b|\bperformance\b/,
    holds: path => path !== 'session/pace.ts' && !within('source', 'store', 'cli', 'main')(path),
    remedy: 'time is handed in; only session/pace.ts knows the wall clock',
  },
  {
    pattern: /\bMath\.random\b|\bcrypto\b/,
    holds: () => true,
    remedy: 'draw from a stream of engine/random.ts, so that the seed determines everything',
  },
  {
    // A power of two that is written out is exact everywhere.
    pattern: /\bMath\.(?!(?:floor|sqrt|abs|min|max|imul|clz32|random)\b)\w+|(?<!\b2 )\*\*|\*\*(?! \d)/,
    holds: within('engine', 'machine'),
    remedy: 'it differs between versions and processors; use + - * / floor sqrt abs min max imul clz32',
  },
  {
    // A text that is no literal may come from a user, and JavaScript's regular expressions can run for ever.
    pattern: /\bRegExp\(/,
    holds: path => !CONSTANT_PATTERNS.includes(path),
    remedy: 'make a literal of it; a pattern that a user wrote belongs to model/words/pattern.ts',
  },
  {
    pattern: /['"]re2js['"]/,
    holds: path => path !== 'model/words/pattern.ts',
    remedy: 'model/words/pattern.ts alone makes patterns of texts, within bounds',
  },
  {
    pattern: /\bstd(?:out|err)\??\.write\b|\bstreams\.(?:write|say)\b/,
    // The screen has a canvas of its own, and reports what broke it when there is none any more.
    holds: path => !['main.ts', 'cli/program/print.ts', 'ui/screen/terminal/terminal.tsx'].includes(path),
    remedy: 'print it through the Io of the command: cli/program/print.ts makes all output safe',
  },
  {
    pattern: /\bconsole\b/,
    holds: () => true,
    remedy: 'print it through the Io that main hands to a command',
  },
  {
    pattern: /\bset(?:Timeout|Interval|Immediate)\b|node:timers/,
    // A recording is flushed once a second of wall time.
    holds: path =>
      !['session/pace.ts', 'setup/recording/recording-file.ts'].includes(path) && !within('store', 'cli')(path),
    remedy: 'nothing waits by itself; session/pace.ts decides when to go on',
  },
  {
    pattern: /\bprocess\.(?:exit|exitCode|stdout|stderr|stdin|argv|on|once)\b/,
    holds: path => path !== 'main.ts',
    remedy: 'only main.ts touches the process; take it from Io',
  },
  {
    // A descriptor that is written to must have been opened for it.
    pattern:
      /\b(?:writeFile|appendFile|createWriteStream|copyFile|cp|rename|rm|rmdir|unlink|truncate|mkdir|mkdtemp|symlink|link|chmod)Sync\b|\b(?:writeFile|appendFile|createWriteStream|copyFile|mkdtemp)\b|\bopenSync\((?![^)]*(?:'r'|\bO_RDONLY\b))|\bimport\s*\{[^}]*\b(?:rename|rm|unlink|mkdir|truncate|symlink|write)\b[^}]*\}\s*from 'node:fs/,
    holds: path => !within('store')(path),
    remedy:
      'src/store alone writes files of the user, so that each has one owner; use openWriter, writeWhole, changeFile',
  },
];

const MAX_LINES = 300;
/** Long because they are tables, which are read by looking up. */
const LONG_TABLES: readonly string[] = [];

/** Everything that is where it should not be, a sentence each. */
export function misplaced(files: readonly SourceFile[]): string[] {
  return files.flatMap(file => [...wrongImports(file), ...bannedWords(file), ...tooLong(file)]);
}

/** Sample input: `import type {A} from '../x/y.ts';`, `export * from './z.ts'`, `import 'w'`, `await import('v')`. */
const IMPORT =
  /^\s*(?:import|export)\s+(type\s)?[^'";]*?\bfrom\s*['"]([^'"]+)['"]|^\s*import\s+()['"]([^'"]+)['"]|\bimport\s*\(()\s*['"]([^'"]+)['"]/gm;

function wrongImports({path, text}: SourceFile): string[] {
  const from = roomOf(path);
  const room = ROOMS[from];
  if (!room)
    return [`src/${path}: ${from} is no room; add it to the table in test/helpers/layers.ts with what it may import`];
  return importsOf(text).flatMap(({target, isType}) => {
    if (mayImport(path, room, target, isType)) return [];
    const wanted = target.startsWith('.') ? posix.join(posix.dirname(path), target) : target;
    return [`src/${path} imports ${wanted}: ${remedyFor(room, wanted, target)}`];
  });
}

function importsOf(text: string): {target: string; isType: boolean}[] {
  return [...withoutComments(text).matchAll(IMPORT)].map(([, type, named, , bare, , lazy]) => ({
    target: named ?? bare ?? lazy,
    isType: type !== undefined,
  }));
}

function mayImport(path: string, room: Room, target: string, isType: boolean): boolean {
  if (!target.startsWith('.'))
    return (room.packages ?? []).some(each =>
      each.endsWith(':') ? target.startsWith(each) : packageOf(target) === each,
    );
  const to = roomOf(posix.join(posix.dirname(path), target));
  return to === roomOf(path) || room.rooms.includes(to) || (isType && (room.types ?? []).includes(to));
}

/** Permissions of the table that no file uses: the picture of the layers would show imports that do not exist. */
export function idlePermissions(files: readonly SourceFile[], rooms: Rooms = ROOMS): string[] {
  const used = new Set(
    files.flatMap(({path, text}) =>
      importsOf(text).map(({target, isType}) => {
        if (!target.startsWith('.')) return `${roomOf(path)} imports ${packageOf(target)}`;
        return `${roomOf(path)} imports ${isType ? 'types of ' : ''}${roomOf(posix.join(posix.dirname(path), target))}`;
      }),
    ),
  );
  return Object.entries(rooms).flatMap(([name, {rooms: values, types = [], packages = []}]) =>
    [...values, ...types.map(type => `types of ${type}`), ...packages.filter(each => !each.endsWith(':'))]
      .map(each => `${name} imports ${each}`)
      .filter(each => !used.has(each)),
  );
}

function remedyFor(room: Room, wanted: string, target: string): string {
  const onlyTypes = target.startsWith('.') && room.types?.includes(roomOf(wanted));
  return onlyTypes ? 'only its types may be known here; write import type' : room.remedy;
}

function bannedWords({path, text}: SourceFile): string[] {
  const lines = withoutComments(text).split('\n');
  return BANS.filter(ban => ban.holds(path)).flatMap(({pattern, remedy}) =>
    lines.flatMap((line, at) => {
      const word = pattern.exec(line)?.[0];
      return word === undefined ? [] : [`src/${path}:${at + 1} uses ${word}: ${remedy}`];
    }),
  );
}

function tooLong({path, text}: SourceFile): string[] {
  const lines = text.trimEnd().split('\n').length;
  if (lines <= MAX_LINES || LONG_TABLES.includes(path)) return [];
  return [`src/${path} has ${lines} lines, more than ${MAX_LINES}: cut it where its subject changes`];
}

function roomOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.indexOf('/')) : path.replace(/\.tsx?$/, '');
}

/** `@scope/name/part` is of `@scope/name`, `name/part` of `name`. */
function packageOf(target: string): string {
  if (target.startsWith('node:')) return target;
  return target.split('/', target.startsWith('@') ? 2 : 1).join('/');
}

/** Comments turned into nothing, line by line; strings that hold what looks like one do not occur in src. */
function withoutComments(text: string): string {
  const lines = (comment: string) => comment.replace(/[^\n]/g, '');
  return text.replace(/\/\*[\s\S]*?\*\//g, lines).replace(/(^|\s)\/\/.*$/gm, '$1');
}
