import fc from 'fast-check';
import type {MachineSpec} from '../../src/machine/spec.ts';
import type {MachineCommand} from '../../src/protocol/command/command.ts';
import {HANGS} from '../../src/protocol/words.ts';
import type {Timed} from './host.ts';

/** Any commands at any times within `seconds`, in order: sensible ones and such that must be refused. */
export function script(spec: MachineSpec, seconds: number): fc.Arbitrary<Timed[]> {
  const domain = fc.constantFrom(...spec.domains.map(row => row.name));
  const plain = (
    ['crash_domain', 'pause_domain', 'resume_domain', 'kill_domain', 'start_domain', 'restart_domain'] as const
  ).map(command => fc.record({command: fc.constant(command), domain}));
  const command: fc.Arbitrary<MachineCommand> = fc.oneof(
    ...plain,
    fc.record({command: fc.constant('hang_domain' as const), domain, hang: fc.constantFrom(...HANGS)}),
    fc.record({command: fc.constant('slow_domain' as const), domain, extraNs: fc.constantFrom(0, 1_000, 30_000_000)}),
    fc.record({
      command: fc.constant('reset_device' as const),
      device: fc.constantFrom(...spec.devices.map(row => row.name)),
    }),
    fc.record({
      command: fc.constantFrom('mask_line' as const, 'unmask_line' as const),
      line: fc.constantFrom(...spec.lines.map(row => row.irq)),
    }),
  );
  const timed = fc.record({ms: fc.nat(Math.floor(seconds * 1_000) - 1), command});
  return fc
    .array(timed, {maxLength: 12})
    .map(list => list.toSorted((a, b) => a.ms - b.ms).map(one => ({at: `${one.ms}ms`, do: one.command})));
}
