import {createHost} from '../../src/machine/machine.ts';
import type {MachineSpec} from '../../src/machine/spec.ts';
import type {Sample} from '../../src/protocol/record/sample.ts';
import {policy, poweredge, S} from '../helpers/host.ts';
import {large} from '../helpers/large.ts';
import {type Benchmark, cpuNs, median, type Outcome} from './harness.ts';

// How much faster than real time a host is simulated, samples of 100 ms included. It counts interrupts taken, by which the
// aims are set; causes that find their line in flight coalesce and are no interrupt of their own.

export const benchmarks: Benchmark[] = [
  {name: 'poweredge-400sc at 42 k interrupts a second', run: () => pace(busyPoweredge(), 10 * S, 40)},
  {
    name: '256 CPUs, 1,000 lines at 4 M interrupts a second',
    run: () => pace(large(256, 1_000, LARGE_LOAD), 0.3 * S, 0.35),
  },
];

/** Some causes find their line in flight: a little more than 42 times 1,060 and 4 M of them are raised. */
const POWEREDGE_LOAD = 42;
const LARGE_LOAD = 0.53;

/** Every device as busy as makes 42 k interrupts a second of 1,060; queues as deep, so that closed loops are not what limits. */
function busyPoweredge(): MachineSpec {
  const spec = structuredClone(poweredge);
  for (const device of spec.devices) device.perSecond *= POWEREDGE_LOAD;
  return spec;
}

const ROUNDS = 5;

function pace(spec: MachineSpec, spanNs: number, aim: number): Outcome {
  const host = createHost({spec, policy: policy('xen'), seed: 1});
  const intervalNs = 0.1 * S;
  let interrupts = 0;
  const run = (untilNs: number) => {
    while (host.now() < untilNs) {
      host.run(host.now() + intervalNs);
      interrupts += taken(host.takeSample());
    }
  };
  run(spanNs);
  interrupts = 0;
  const events = host.events();
  const costs = Array.from({length: ROUNDS}, () => cpuNs(() => run(host.now() + spanNs)));
  const perSecond = (interrupts * S) / (ROUNDS * spanNs);
  const simulated = spanNs / median(costs);
  const eventNs = median(costs) / ((host.events() - events) / ROUNDS);
  const detail = `${simulated.toFixed(2)} simulated s per CPU s (aim ${aim}) at ${Math.round(perSecond / 1e3)} k interrupts a second, event ${eventNs.toFixed(0)} ns`;
  return {value: null, detail};
}

function taken({lines = []}: Sample): number {
  const counts = lines.filter(({irq}) => irq !== 'LOC').flatMap(line => line.counts ?? []);
  return counts.reduce((sum, [, count]) => sum + count, 0);
}
