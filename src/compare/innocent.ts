import type {DeviceKeyframe} from '../protocol/record/keyframe.ts';
import type {Scheduled} from '../session/session.ts';

/** The domains that scripted commands name, and the owners of the devices that they name. A command that names a line blames no domain. */
export function guilty(
  schedule: readonly Scheduled[],
  {devices}: {devices: readonly Pick<DeviceKeyframe, 'name' | 'domain'>[]},
): ReadonlySet<string> {
  const names = schedule.flatMap(({command}) => {
    if ('domain' in command) return [command.domain];
    if (!('device' in command)) return [];
    return [devices.find(({name}) => name === command.device)?.domain ?? null];
  });
  return new Set(names.filter(name => name !== null));
}
