import type {Fact, FactKind} from '../../protocol/record/fact.ts';
import type {DomainState, LineState, Ns} from '../../protocol/words.ts';
import type {DomainRow, LineRow, ViewDraft} from '../view/view.ts';
import {foldBinding, foldRelease, foldUnbinding} from './bindings.ts';
import {foldGap} from './gap.ts';
import {overlaid} from './overlay.ts';

type Effects = {readonly [Kind in FactKind]?: (view: ViewDraft, fact: Extract<Fact, {kind: Kind}>) => void};

/** Applies a fact to the view. Kinds that change only the log, and unknown kinds, are ignored. */
export function foldFact(view: ViewDraft, fact: Fact): void {
  const effect = Object.hasOwn(EFFECTS, fact.kind) ? EFFECTS[fact.kind] : undefined;
  (effect as ((view: ViewDraft, fact: Fact) => void) | undefined)?.(view, fact);
}

const EFFECTS: Effects = {
  alert_acknowledged: (view, {alert}) => {
    const standing = view.alerts.find(({id}) => id === alert);
    if (standing) standing.acknowledged = true;
  },
  domain_hung: (view, {domain, hang}) => changeDomain(view, domain, row => ({...truly(row, 'hung'), hang})),
  domain_slowed: (view, {domain, extraNs}) =>
    changeDomain(view, domain, row =>
      row.state === 'running' || row.state === 'slow' ? truly(row, extraNs > 0 ? 'slow' : 'running') : {},
    ),
  domain_crashed: (view, {domain}) =>
    changeDomain(view, domain, row => ({...truly(row, 'crashed'), ...DOWN, toolstackState: 'crashed'})),
  domain_paused: (view, {domain}) =>
    changeDomain(view, domain, row => ({...truly(row, 'paused'), toolstackState: 'paused'})),
  domain_resumed: (view, {domain}) =>
    changeDomain(view, domain, row => ({
      ...truly(row, row.hang === null ? 'running' : 'hung'),
      toolstackState: 'running',
    })),
  domain_unbound: (view, {domain, lines}) => foldUnbinding(view, domain, lines),
  domain_destroyed: (view, {domain}) => {
    foldUnbinding(
      view,
      domain,
      view.lines.rows.map(line => line.irq),
    );
    changeDomain(view, domain, row => ({
      ...truly(row, 'dead'),
      ...DOWN,
      toolstackState: 'dead',
      hang: null,
      silentSinceNs: null,
    }));
  },
  domain_booting: (view, {domain}) =>
    changeDomain(view, domain, row => ({
      ...truly(row, 'restarting'),
      ...DOWN,
      toolstackState: 'booting',
      restarts: row.restarts === null ? null : row.restarts + 1,
    })),
  domain_ready: (view, {domain, lines}) => {
    foldBinding(view, domain, lines);
    changeDomain(view, domain, row => ({
      ...truly(row, 'running'),
      ...UP,
      toolstackState: 'running',
      hang: null,
      silentSinceNs: null,
    }));
  },
  // The pin falls when a reset starts, and is low in D3. The device works again only after its driver has probed it.
  device_reset: (view, {device}) => {
    view.devices = view.devices.change(device, row => overlaid(row, {asserted: false}));
  },
  device_power: (view, {device, power}) => {
    view.devices = view.devices.change(device, row =>
      overlaid(row, power === 'D0' ? {power} : {power, asserted: false}),
    );
  },
  device_probed: (view, {device}) => {
    view.devices = view.devices.change(device, row =>
      overlaid(row, {asserted: false, inService: row.inService === null ? null : true}),
    );
  },
  line_masked: (view, {line, t}) => changeLine(view, line, 'masked', t),
  line_unmasked: (view, {line, t}) => {
    foldRelease(view, line);
    changeLine(view, line, 'open', t);
  },
  line_disabled: (view, {line, t}) => changeLine(view, line, 'disabled', t),
  line_enabled: (view, {line, t}) => changeLine(view, line, 'open', t),
  line_killed: (view, {line, t}) => changeLine(view, line, 'killed', t),
  line_revived: (view, {line, t}) => changeLine(view, line, 'open', t),
  device_moved: (view, {device, from, to}) => {
    view.devices = view.devices.change(device, () => ({line: to}));
    view.lines = view.lines.change(from, ({devices}) => ({devices: devices.filter(name => name !== device)}));
    view.lines = view.lines.change(to, ({devices}) => ({devices: [...devices, device]}));
  },
  device_quiesced: (view, {device}) => {
    view.devices = view.devices.change(device, row => overlaid(row, {asserted: false}));
  },
  host_down: view => {
    view.down = true;
  },
  host_up: view => {
    view.down = false;
  },
  host_lost: (view, {t, cpu}) => {
    view.lost = {t, cpu};
  },
  input_skipped: (view, {lost}) => {
    if (lost) foldGap(view);
  },
  source_troubled: (view, {t, trouble, text}) => {
    view.sourceTrouble = {kind: trouble, sinceNs: t, text};
  },
  source_recovered: view => {
    view.sourceTrouble = null;
  },
};

const UNTRIED = {answers: 0, lateSinceNs: null, starving: []};
const DOWN = {down: true, health: 'down', tracking: UNTRIED} as const;
const UP = {down: false, health: 'unknown', tracking: UNTRIED} as const;

function changeDomain(view: ViewDraft, domain: string, change: (row: DomainRow) => Partial<DomainRow>): void {
  view.domains = view.domains.change(domain, change);
}

/** The true state, where the source knows it; for other sources the state stays unknown. */
function truly(row: DomainRow, state: DomainState): Partial<DomainRow> {
  return row.state === null ? {} : overlaid<Pick<DomainRow, 'state'>>(row, {state});
}

/** A hold that directly follows another continues it. */
function changeLine(view: ViewDraft, line: string, state: LineState, t: Ns): void {
  view.lines = view.lines.change(line, row =>
    overlaid<Pick<LineRow, 'state' | 'stateSinceNs' | 'heldSinceNs'>>(row, {
      state,
      stateSinceNs: t,
      heldSinceNs: state === 'open' ? null : (row.heldSinceNs ?? t),
    }),
  );
}
