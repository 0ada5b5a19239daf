import type {DomainRow, LineRow, ViewDraft} from '../view/view.ts';

/** Binds a domain to lines, after the domains that are already bound. */
export function foldBinding(view: ViewDraft, domain: string, lines: readonly string[]): void {
  for (const irq of lines)
    view.lines = view.lines.change(irq, ({domains}) =>
      domains?.includes(domain) ? {} : {domains: [...(domains ?? []), domain]},
    );
}

/** Unbinds a domain from lines: it is no longer notified of them, and its debts there are cancelled. */
export function foldUnbinding(view: ViewDraft, domain: string, lines: readonly string[]): void {
  for (const irq of lines) view.lines = view.lines.change(irq, row => unbound(row, domain));
  view.domains = view.domains.change(domain, row => relieved(row, lines));
}

/** Cancels every debt on a line. */
export function foldRelease(view: ViewDraft, line: string): void {
  const debtors = view.lines.get(line)?.owedBy ?? [];
  for (const debtor of debtors) view.domains = view.domains.change(debtor, row => relieved(row, [line]));
  if (debtors.length > 0) view.lines = view.lines.change(line, () => ({owedBy: []}));
}

function unbound(row: LineRow, domain: string): Partial<LineRow> {
  const others = (names: readonly string[] | null) => names?.filter(name => name !== domain) ?? null;
  return {domains: others(row.domains), owedBy: others(row.owedBy)};
}

/** It no longer owes on these lines. A cancelled debt is not an acknowledgement: a silent domain stays silent. */
function relieved(row: DomainRow, lines: readonly string[]): Partial<DomainRow> {
  const owes = row.owes?.filter(irq => !lines.includes(irq)) ?? null;
  return owes?.length ? {owes} : {owes, oldestDebtSinceNs: null};
}
