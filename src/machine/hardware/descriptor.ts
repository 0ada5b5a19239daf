import type {Access, Descriptor, DeviceSpec, RegisterStep, Registers} from '../spec.ts';

// A descriptor is carried out on the device's registers, as they are. What comes of each of its steps does not change while the machine
// runs, so it is found out once, by doing it: on a device that asks, on one that does not, on one that is disabled.

/** What the supervisor can do about a device by itself. */
type Quieting = {
  /** It has the disable bit; a stub knows it; its driver hands over a descriptor. */
  bit: boolean;
  stub: boolean;
  described: boolean;
  /** The descriptor detects that the device interrupts; it reports so even when it does not. */
  detects: boolean;
  alwaysDetects: boolean;
  disables: boolean;
  enables: boolean;
  clears: boolean;
};

export function quietingOf({disableBit = false, stub = false, registers, descriptor}: DeviceSpec): Quieting {
  const works = registers && descriptor ? tried(registers, descriptor) : NOTHING;
  return {bit: disableBit, stub, described: works !== NOTHING, ...works};
}

type Works = Omit<Quieting, 'bit' | 'stub' | 'described'>;

const NOTHING: Works = {detects: false, alwaysDetects: false, disables: false, enables: false, clears: false};

function tried(registers: Registers, {detect, clear, enable, disable}: Descriptor): Works {
  const asks = () => ({pending: true, enabled: true});
  const after = (step: RegisterStep, state: State) => change(registers, state, step);
  return {
    detects: holds(registers, asks(), detect),
    alwaysDetects: holds(registers, {pending: false, enabled: true}, detect),
    disables: !after(disable, asks()).enabled,
    enables: after(enable, {pending: false, enabled: false}).enabled,
    clears: clear !== null && !after(clear, asks()).pending,
  };
}

/** Of a device's two registers, what matters. */
type State = {pending: boolean; enabled: boolean};

function holds(registers: Registers, state: State, {mask, value, ...access}: RegisterStep): boolean {
  return (read(registers, state, access) & mask) >>> 0 === (value & mask) >>> 0;
}

/** Reads, changes what is under the mask, writes. */
function change(registers: Registers, before: State, {mask, value, ...access}: RegisterStep): State {
  const state = {...before};
  const old = read(registers, state, access);
  const written = (old & ~mask) | (value & mask);
  const {status, enable} = registers;
  const at = place(status, access);
  if (at !== null && status.clears !== 'read' && bitOf(written, at) === (status.clears === 'write-1' ? 1 : 0))
    state.pending = false;
  const enableAt = place(enable, access);
  if (enableAt !== null) state.enabled = bitOf(written, enableAt) === enable.enabled;
  return state;
}

/** What an access reads; a status that reading clears is clear afterwards. */
function read({status, enable}: Registers, state: State, access: Access): number {
  let value = 0;
  const at = place(status, access);
  if (at !== null) {
    if (state.pending) value |= 1 << at;
    if (status.clears === 'read') state.pending = false;
  }
  const enableAt = place(enable, access);
  if (enableAt !== null && state.enabled === (enable.enabled === 1)) value |= 1 << enableAt;
  return value;
}

/** Where the bit of a register appears in an access, `null`: it is not covered. Registers are little-endian. */
function place(register: Access & {bit: number}, access: Access): number | null {
  if (register.space !== access.space || register.bar !== access.bar) return null;
  const at = (register.offset - access.offset) * 8 + register.bit;
  return at >= 0 && at < access.width ? at : null;
}

function bitOf(value: number, at: number): 0 | 1 {
  return ((value >>> at) & 1) as 0 | 1;
}
