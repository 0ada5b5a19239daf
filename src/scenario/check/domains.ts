import {isOtherCulprit} from '../../protocol/words.ts';
import type {Document} from '../format/document.ts';
import type {Fault} from './fault.ts';

/** Domains with the same number, on CPUs that do not exist, or with a name that stands for another culprit. */
export function domainFaults({domains, cpus}: Document): Fault[] {
  const ownerOf = new Map<number, string>();
  return domains.flatMap(({name, id, cpu}, at) => {
    const faults = cpuFault(`domain ${name}`, cpu, cpus, ['domains', at, 'cpu']);
    const number = id ?? at;
    const other = ownerOf.get(number);
    ownerOf.set(number, name);
    if (other !== undefined)
      faults.push({path: ['domains', at, 'id'], sentence: `domain ${name} has the same number as ${other}: ${number}`});
    if (isOtherCulprit(name)) faults.push({path: ['domains', at, 'name'], sentence: reserved(name)});
    return faults;
  });
}

function reserved(name: string): string {
  return `a domain can not be called "${name}": in starvedBy that stands for a culprit that is no domain`;
}

export function cpuFault(about: string, cpu: number | undefined, cpus: number, path: Fault['path']): Fault[] {
  if (cpu === undefined || cpu < cpus) return [];
  const existing = cpus === 1 ? 'only CPU 0 exists' : `only CPUs 0 to ${cpus - 1} exist`;
  return [{path, sentence: `${about} is on CPU ${cpu}, but ${existing}`}];
}
