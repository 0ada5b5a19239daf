import type {Sample} from '../../protocol/record/sample.ts';
import type {LineRow, ViewDraft} from '../view/view.ts';

type Debts = Pick<ViewDraft, 'lines' | 'domains'>;

/**
 * A missing acknowledgement is one fact with two sides: the line waits for a domain, and the domain owes on the line. A record may report
 * either side; this brings the other one up to date after a sample.
 */
export function shareDebts(view: Debts, {lines = [], domains = []}: Sample): void {
  const owing = new Set(domains.flatMap(({name, owes}) => (owes === undefined ? [] : [name])));
  for (const {irq, owedBy} of lines) if (owedBy !== undefined) shareLine(view, irq, owedBy, owing);
  const waiting = new Set(lines.flatMap(({irq, owedBy}) => (owedBy === undefined ? [] : [irq])));
  for (const {name, owes} of domains) if (owes !== undefined) shareDomain(view, name, owes, waiting);
}

/** The sample has the domains that a line waits for. `owing`: domains of which it has the other side, too. */
function shareLine(view: Debts, irq: string, owedBy: readonly string[], owing: ReadonlySet<string>): void {
  for (const {name, owes} of view.domains.rows) {
    const before = owes?.includes(irq) ?? false;
    const now = owedBy.includes(name);
    if (owing.has(name) || before === now) continue;
    view.domains = view.domains.change(name, row => {
      const left = now ? [...(row.owes ?? []), irq] : row.owes!.filter(each => each !== irq);
      return {owes: left, oldestDebtSinceNs: left.length === 0 ? null : row.oldestDebtSinceNs};
    });
  }
}

function shareDomain(view: Debts, domain: string, owes: readonly string[], waiting: ReadonlySet<string>): void {
  for (const row of view.lines.rows) {
    const before = row.owedBy?.includes(domain) ?? false;
    const now = owes.includes(row.irq);
    if (waiting.has(row.irq) || before === now) continue;
    view.lines = view.lines.change(row.irq, ({owedBy}: LineRow) => ({
      owedBy: now ? [...(owedBy ?? []), domain] : owedBy!.filter(each => each !== domain),
    }));
  }
}
