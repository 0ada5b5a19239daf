import {isMechanism, MECHANISMS} from './mechanisms.ts';
import {UsageError, unknownName} from './usage.ts';

/** What `--set` asks for: mechanisms of the policy, and values of the scenario. */
export type Settings = {
  /** `forced-eoi=2ms`, in the order given. */
  mechanisms: readonly string[];
  /** `eth0.rate` and `1000/s`, in the order given. */
  parameters: readonly {key: string; text: string}[];
};

/** Values of a scenario that have no name before them. */
const TOP_PARAMETERS: readonly string[] = ['cpus', 'move'];

/** Reads `KEY=VALUE` as often as it was given. Throws a UsageError. */
export function settingsOf(texts: readonly string[] = []): Settings {
  const pairs = texts.map(pairOf);
  for (const {key} of pairs) refuseUnknown(key);
  return {
    mechanisms: pairs.filter(({key}) => isMechanism(key)).map(({key, text}) => `${key}=${text}`),
    parameters: pairs.filter(({key}) => !isMechanism(key)),
  };
}

function pairOf(setting: string): {key: string; text: string} {
  const at = setting.indexOf('=');
  if (at < 1)
    throw new UsageError(
      `--set ${setting}: it is written --set KEY=VALUE, as --set forced-eoi=2ms or --set eth0.rate=1000/s.`,
    );
  return {key: setting.slice(0, at).trim(), text: setting.slice(at + 1).trim()};
}

/** A key with a dot is looked up in the scenario. */
function refuseUnknown(key: string): void {
  if (key.includes('.') || isMechanism(key) || TOP_PARAMETERS.includes(key)) return;
  throw unknownName('setting', key, [...Object.keys(MECHANISMS), ...TOP_PARAMETERS]);
}
