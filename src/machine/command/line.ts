import type {MachineCommand} from '../../protocol/command/command.ts';
import {updateState} from '../counted/accounts.ts';
import {noteFact} from '../counted/facts.ts';
import {invalidateDebt} from '../counted/owed.ts';
import {updateLineStarvation} from '../counted/starvation.ts';
import {LIMIT_WINDOW_NS} from '../cpu/limit.ts';
import {LINE} from '../memory/records.ts';
import type {Machine} from '../memory/state.ts';
import {setLimit} from '../wire/limit-end.ts';
import {forceOpen} from '../wire/release.ts';
import {type CommandRules, isWhole} from './rule.ts';

type LineCommand = Extract<MachineCommand, {line: string}>;

/** What an operator can do to a line. */
export const LINE_COMMANDS: CommandRules<LineCommand> = {
  limit_line: {
    refuses(_m, _line, {count, windowNs = LIMIT_WINDOW_NS}) {
      if (!isWhole(count, 2 ** 31 - 1)) return `the count is a whole number up to ${2 ** 31 - 1}, not ${count}`;
      const works = isWhole(windowNs, 1e12) && windowNs >= 1e6 && windowNs % 1e6 === 0;
      return works ? null : `the window is a whole number of milliseconds from 1 to 1000000, not ${windowNs / 1e6}`;
    },
    run(m, line, {line: irq, count, windowNs = LIMIT_WINDOW_NS}) {
      setLimit(m, line, count, windowNs / 1e6);
      noteFact(m, {kind: 'limit_set', line: irq, count, windowNs});
    },
  },
  set_affinity: {
    refuses(m, line, {line: irq, cpu}) {
      const at = m.plan.cpuAt[cpu];
      if (at === undefined) return `there is no CPU ${cpu}, only 0 to ${m.spec.cpus - 1}`;
      return m.ints[line + LINE.onlyCpu] === at ? `line ${irq} goes to CPU ${cpu} already` : null;
    },
    run(m, line, {line: irq, cpu}) {
      m.ints[line + LINE.onlyCpu] = m.plan.cpuAt[cpu];
      noteFact(m, {kind: 'affinity_set', line: irq, cpu});
    },
  },
  mask_line: {
    refuses: (m, line, {line: irq}) =>
      unlessBound(m, line, irq) ?? (m.ints[line + LINE.masked] ? `line ${irq} is masked already` : null),
    run(m, line, {line: irq}) {
      m.ints[line + LINE.masked] = 1;
      updateState(m, line);
      updateLineStarvation(m, line);
      noteFact(m, {kind: 'line_masked', line: irq});
    },
  },
  unmask_line: {
    refuses: (m, line, {line: irq}) => unlessBound(m, line, irq) ?? refusesUnmask(m, line, irq),
    run(m, line, {line: irq}) {
      noteFact(m, {kind: 'line_unmasked', line: irq});
      for (const bind of m.plan.bindsAt.get(line)!) invalidateDebt(m, bind);
      forceOpen(m, line);
    },
  },
};

function unlessBound({ints}: Machine, line: number, irq: string): string | null {
  return ints[line + LINE.disabled] ? `line ${irq} is disabled: nobody is bound to it` : null;
}

function refusesUnmask({ints, policy}: Machine, line: number, irq: string): string | null {
  if (ints[line + LINE.killed] && policy.handlers === 'kernel')
    return `line ${irq} is killed: nobody cared; it is enabled when one more driver asks for it: restart a domain on it`;
  if (ints[line + LINE.killed])
    return `line ${irq} is killed: nobody bound to it would acknowledge; restart a domain that gave it up`;
  if (ints[line + LINE.limited]) return `line ${irq} is limited: it goes on by itself at the end of the window`;
  return ints[line + LINE.masked] || ints[line + LINE.held] ? null : `line ${irq} is open already`;
}
