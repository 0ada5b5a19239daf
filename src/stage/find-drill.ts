import {BUILT_IN_DRILLS, builtInDrillText} from '../drill/catalogue.ts';
import {readDrill} from '../drill/file/read.ts';
import {fromPieces} from '../drill/file/text-pieces.ts';
import type {PlacedFault} from '../scenario/read/read.ts';
import {faultyFile} from '../setup/faulty-file.ts';
import {readText} from '../setup/read-text.ts';
import {unknownName} from '../setup/usage.ts';
import {InputError} from '../trace/fault.ts';
import {type FoundDrill, KNOWN} from './setup.ts';

/** The named drill: a file (its name has a slash or ends in .yaml or .yml), or a built-in one. Rejects with a UsageError or an InputError. */
export async function findDrill(name: string): Promise<FoundDrill> {
  if (isFile(name)) return sound(name, await readText(name));
  if (!BUILT_IN_DRILLS.includes(name)) throw unknownName('drill', name, BUILT_IN_DRILLS);
  return sound(name, builtInDrillText(name));
}

export function isFile(name: string): boolean {
  return /[/\\]|\.ya?ml$/.test(name);
}

/** The drill in the header of a recording. Throws an InputError. */
export function drillIn(pieces: readonly string[], recording: string): FoundDrill {
  const text = fromPieces(pieces);
  if (text === null)
    throw new InputError(`${recording}: the drill in its header can not be read; name it with --drill`);
  return sound(`${recording} (its drill)`, text);
}

function sound(file: string, text: string): FoundDrill {
  const read = readDrill(text, KNOWN);
  if (read.faults !== undefined) throw faultyFile(file, read.faults as PlacedFault[]);
  return {drill: read.drill, text};
}
