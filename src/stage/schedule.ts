import {causeOf, scheduleInjects} from '../drill/file/injects.ts';
import type {Header} from '../protocol/record/header.ts';
import type {TraceRecord} from '../protocol/record/record.ts';
import {scheduleOf} from '../session/recorded-commands.ts';
import type {Scheduled} from '../session/session.ts';
import type {DrillSetup} from './setup.ts';

/** The commands of a trainee in a recording, to be given again. Calls that the drill itself makes are left out: it makes them again. */
export function scheduleInDrill(
  records: readonly TraceRecord[],
  {drill, names}: DrillSetup,
  {seed = 0, intervalNs}: Header,
): Scheduled[] {
  const plan = scheduleInjects(causeOf(drill, seed), seed, names, intervalNs);
  const planned = new Set(plan.flatMap(each => ('text' in each ? [each.text] : [])));
  return scheduleOf(records.filter(record => record.kind !== 'paged' || !planned.has(record.text)));
}
