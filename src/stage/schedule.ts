import {causeOf, scheduleInjects} from '../drill/file/injects.ts';
import type {Header} from '../protocol/record/header.ts';
import type {TraceRecord} from '../protocol/record/record.ts';
import {scheduleOf} from '../session/recorded-commands.ts';
import type {Scheduled} from '../session/session.ts';
import type {Setup} from './setup.ts';

/** What a trainee asked for. Who calls because the drill says so calls again by himself. */
export function scheduleInDrill(
  records: readonly TraceRecord[],
  {drill, names}: Setup,
  {seed = 0, intervalNs}: Header,
): Scheduled[] {
  const plan = scheduleInjects(causeOf(drill, seed), seed, names, intervalNs);
  const told = new Set(plan.flatMap(planned => ('text' in planned ? [planned.text] : [])));
  return scheduleOf(records.filter(record => record.kind !== 'paged' || !told.has(record.text)));
}
