import type {Document, LineEntry} from '../format/document.ts';
import {affinityOf, triggerOf} from '../machine.ts';
import {cpuFault} from './domains.ts';
import type {Fault, Path} from './fault.ts';

/** Lines that no CPU takes, that their controller does not have, or with a trigger that it does not support. */
export function lineFaults({lines, cpus}: Document): Fault[] {
  return lines.flatMap((line, at) => [
    ...targetFaults(line, cpus, ['lines', at]),
    ...triggerFaults(line, ['lines', at]),
    ...pinFaults(line, ['lines', at]),
  ]);
}

function targetFaults({irq, cpu, affinity}: LineEntry, cpus: number, path: Path): Fault[] {
  if (affinity === undefined) return cpuFault(`line ${irq}`, cpu, cpus, [...path, 'cpu']);
  const at = [...path, 'affinity'];
  if (cpu !== undefined) return [{path: at, sentence: `line ${irq} has both cpu and affinity; write only one of them`}];
  if (affinity.length !== cpus)
    return [
      {
        path: at,
        sentence: `the affinity of line ${irq} needs a number for each of the ${cpus} CPUs; it has ${affinity.length}`,
      },
    ];
  if (affinity.some(weight => weight > 0)) return [];
  return [{path: at, sentence: `the affinity of line ${irq} is all zero, so no CPU takes its interrupts`}];
}

/** The chip fixes the trigger of an IO-APIC pin; a message is an edge. */
function triggerFaults(line: LineEntry, path: Path): Fault[] {
  const {irq, chip, trigger} = line;
  const natural = triggerOf({...line, trigger: undefined});
  if (trigger === undefined || trigger === natural || chip === 'XT-PIC') return [];
  return [{path: [...path, 'trigger'], sentence: `line ${irq} can not be ${trigger}: ${chip} is always ${natural}`}];
}

/** Two 8259 with eight pins each. The second one is wired to pin 2 of the first. */
function pinFaults({irq, chip}: LineEntry, path: Path): Fault[] {
  if (chip !== 'XT-PIC' || (/^([0-9]|1[0-5])$/.test(irq) && irq !== '2')) return [];
  const sentence = `line ${irq} can not be on an XT-PIC, which has lines 0 to 15 without 2, its cascade`;
  return [{path: [...path, 'irq'], sentence}];
}

/** Two lines with the same vector on the same CPU. */
export function vectorFaults({lines, cpus}: Document): Fault[] {
  const faults: Fault[] = [];
  const takenBy = new Map<string, string>();
  for (const [at, line] of lines.entries()) {
    if (line.vector === undefined || (line.cpu ?? 0) >= cpus) continue;
    for (const [cpu, weight] of affinityOf(line, cpus).entries()) {
      if (weight === 0) continue;
      const key = `${line.vector} ${cpu}`;
      const other = takenBy.get(key);
      takenBy.set(key, line.irq);
      if (other === undefined) continue;
      const vector = `0x${line.vector.toString(16)}`;
      faults.push({
        path: ['lines', at, 'vector'],
        sentence: `vector ${vector} of line ${line.irq} is already used by line ${other} on CPU ${cpu}`,
      });
      break;
    }
  }
  return faults;
}
