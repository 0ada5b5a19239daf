import type {HostState} from '../../protocol/words.ts';
import type {View} from '../view/view.ts';

/** The verdict on the host, from the same alerts; `unknown` for a source that does not know CPU times. */
export function hostState(view: View): HostState | 'unknown' {
  if (view.lost) return 'lost';
  if (view.down) return 'down';
  if (view.alerts.some(alert => alert.kind === 'livelock')) return 'livelocked';
  return view.cpus.rows.some(row => row.supervisorNs !== null) ? 'up' : 'unknown';
}
