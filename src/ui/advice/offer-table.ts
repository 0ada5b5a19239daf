import type {Command} from '../../protocol/command/command.ts';
import type {LineFrameState} from '../../protocol/frame/frame.ts';
import type {DomainState} from '../../protocol/words.ts';
import type {Selection} from '../scene/selection.ts';

export type Menu = 'actions' | 'injects';

/** A command for the selection. */
export type Offer = {key: string; label: string; command: Command};

/** An entry of a menu: its key, and its command for a selection; `null` where it does not fit. */
export type OfferRow = {key: string; fits(selection: Selection): Omit<Offer, 'key'> | null};

/** One row for each command that needs only a selection. The machine decides: it may still refuse, with a reason. */
export const OFFERS: {readonly [menu in Menu]: readonly OfferRow[]} = {
  injects: [
    {key: 'h', fits: works(domain => ({label: `hang ${domain}`, command: {command: 'hang_domain', domain}}))},
    {
      key: 'd',
      fits: works(domain => ({
        label: `make ${domain} deaf: it acknowledges but never quiets its device`,
        command: {command: 'hang_domain', domain, hang: 'deaf'},
      })),
    },
    {
      key: 'l',
      fits: works(domain => ({
        label: `slow ${domain} down: 20 ms more in every handler`,
        command: {command: 'slow_domain', domain},
      })),
    },
    {
      key: 'f',
      fits: inState(['slow'], domain => ({
        label: `restore the speed of ${domain}`,
        command: {command: 'slow_domain', domain, extraNs: 0},
      })),
    },
    {
      key: 'c',
      fits: inState(['running', 'slow', 'hung', 'paused'], domain => ({
        label: `crash ${domain}`,
        command: {command: 'crash_domain', domain},
      })),
    },
    {
      key: 's',
      fits: device(name => ({label: `start a storm of ${name}`, command: {command: 'storm_device', device: name}})),
    },
    {
      key: 'S',
      fits: device(name => ({
        label: `end the storm of ${name}`,
        command: {command: 'storm_device', device: name, perSecond: 0},
      })),
    },
    {
      key: 'a',
      fits: device(name => ({
        label: `raise an interrupt of ${name} now`,
        command: {command: 'raise_cause', device: name},
      })),
    },
    {
      key: 't',
      fits: device(name => ({
        label: `make the pin of ${name} stick: asserted even when it is served`,
        command: {command: 'stick_device', device: name},
      })),
    },
    {
      key: 'm',
      fits: device(name => ({
        label: `make the messages of ${name} lock up`,
        command: {command: 'lock_up_messages', device: name},
      })),
    },
    {
      key: 'b',
      fits: ({domain}) =>
        domain
          ? {label: `make ${domain.name} crash at every boot`, command: {command: 'break_boot', domain: domain.name}}
          : null,
    },
  ],
  actions: [
    {
      key: 'r',
      fits: ({device}) =>
        device && device.resets?.length !== 0
          ? {label: `reset ${device.name}`, command: {command: 'reset_device', device: device.name}}
          : null,
    },
    {
      key: 'R',
      fits: inState(['running', 'slow', 'hung', 'crashed', 'paused'], domain => ({
        label: `restart ${domain}`,
        command: {command: 'restart_domain', domain},
      })),
    },
    {
      key: 'u',
      fits: line(['in-flight', 'masked'], irq => ({
        label: `unmask line ${irq}`,
        command: {command: 'unmask_line', line: irq},
      })),
    },
    {
      key: 'm',
      fits: line(['open', 'in-flight', 'limited', 'killed'], irq => ({
        label: `mask line ${irq}`,
        command: {command: 'mask_line', line: irq},
      })),
    },
    {key: 'p', fits: works(domain => ({label: `pause ${domain}`, command: {command: 'pause_domain', domain}}))},
    {
      key: 'P',
      fits: inState(['paused'], domain => ({
        label: `resume ${domain}`,
        command: {command: 'resume_domain', domain},
      })),
    },
    {
      key: 's',
      fits: inState(['dead'], domain => ({label: `start ${domain}`, command: {command: 'start_domain', domain}})),
    },
    {
      key: 'K',
      fits: inState(['running', 'slow', 'hung', 'crashed', 'paused'], domain => ({
        label: `destroy ${domain} and leave it dead`,
        command: {command: 'kill_domain', domain},
      })),
    },
    {
      key: 'c',
      fits: device(name => ({
        label: `cycle ${name} through D3hot and back`,
        command: {command: 'cycle_power', device: name},
      })),
    },
    {
      key: 'd',
      fits: device(name => ({
        label: `set the interrupt disable bit of ${name}`,
        command: {command: 'mask_device', device: name},
      })),
    },
    {
      key: 'D',
      fits: device(name => ({
        label: `clear the interrupt disable bit of ${name}`,
        command: {command: 'unmask_device', device: name},
      })),
    },
    {
      key: 'i',
      fits: device(name => ({label: `switch ${name} to messages`, command: {command: 'use_messages', device: name}})),
    },
    {
      key: 'I',
      fits: device(name => ({label: `switch ${name} to its pin`, command: {command: 'use_pin', device: name}})),
    },
  ],
};

function works(offer: (domain: string) => Omit<Offer, 'key'>): OfferRow['fits'] {
  return inState(['running', 'slow'], offer);
}

/** A domain whose state is unknown may be in any state. */
function inState(states: readonly DomainState[], offer: (domain: string) => Omit<Offer, 'key'>): OfferRow['fits'] {
  return ({domain}) =>
    domain && (domain.state === undefined || states.includes(domain.state)) ? offer(domain.name) : null;
}

function line(states: readonly LineFrameState[], offer: (irq: string) => Omit<Offer, 'key'>): OfferRow['fits'] {
  return ({line: chosen}) => {
    if (!chosen || chosen.counter) return null;
    const {irq, state = 'unknown'} = chosen;
    return state === 'unknown' || states.includes(state) ? offer(irq) : null;
  };
}

function device(offer: (name: string) => Omit<Offer, 'key'>): OfferRow['fits'] {
  return ({device: chosen}) => (chosen ? offer(chosen.name) : null);
}
