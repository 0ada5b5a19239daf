import {isMechanism, MECHANISMS} from './mechanisms.ts';
import {UsageError, unknownName} from './usage.ts';

/** The settings of `--set`: mechanisms of the policy, and values of the scenario. */
export type Settings = {
  /** `forced-eoi=2ms`, in the order given. */
  mechanisms: readonly string[];
  /** `eth0.rate` and `1000/s`, in the order given. */
  parameters: readonly {key: string; text: string}[];
};

/** Settings of a scenario that do not belong to a named thing. */
const TOP_PARAMETERS: readonly string[] = ['cpus', 'move'];

/** Parses all `KEY=VALUE`. Throws a UsageError. */
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
      `--set ${setting}: write KEY=VALUE, for example --set forced-eoi=2ms or --set eth0.rate=1000/s.`,
    );
  return {key: setting.slice(0, at).trim(), text: setting.slice(at + 1).trim()};
}

/** A key with a dot belongs to the scenario, and is checked there. */
function refuseUnknown(key: string): void {
  if (key.includes('.') || isMechanism(key) || TOP_PARAMETERS.includes(key)) return;
  throw unknownName('setting', key, [...Object.keys(MECHANISMS), ...TOP_PARAMETERS]);
}
