import {ACK, DOMAIN_STATE, MODE, PHASE, TASK} from '../../src/machine/memory/codes.ts';
import {BIND, CPU, DEVICE, DOMAIN, HOST, LINE} from '../../src/machine/memory/records.ts';
import {atWork, canRun, causesOf, type Inside, isHealthy, list, must, shut} from './inside.ts';

// What must hold in the machine after every event, whatever is done to it.

/** Throws what is wrong with the machine, and where. Nothing is asked of a host that is lost. */
export function checkInvariants(m: Inside): void {
  const {plan} = m;
  if (m.ints[plan.host + HOST.lostBy] >= 0) return;
  const places = new Places(m);
  for (const cpu of plan.cpuAt) checkCpu(m, cpu, places);
  for (const domain of plan.domainAt) checkDomain(m, domain, places);
  for (const bind of plan.bindAt) checkBind(m, bind);
  for (const line of plan.lineAt) checkLine(m, line, places);
  for (const device of plan.deviceAt) checkDevice(m, device);
}

/** The lists of the CPUs: no domain, line or handler is in one twice. */
class Places {
  readonly irq = new Set<number>();
  readonly eoi = new Set<number>();
  readonly blocked = new Set<number>();
  readonly withheld = new Set<number>();
  readonly ready = new Set<number>();
  readonly running = new Set<number>();

  constructor(m: Inside) {
    const {ints} = m;
    for (const cpu of m.plan.cpuAt) {
      this.add(m, this.irq, list(m, cpu + CPU.irqHead, LINE.nextIrq, cpu + CPU.irqTail));
      const blocked = list(m, cpu + CPU.blockedHead, LINE.nextIrq, cpu + CPU.blockedTail);
      this.add(m, this.irq, blocked);
      this.add(m, this.blocked, blocked);
      const withheld = list(m, cpu + CPU.eoiTop, LINE.below);
      this.add(m, this.withheld, withheld);
      checkStack(m, cpu, withheld, blocked);
      this.add(m, this.eoi, list(m, cpu + CPU.eoiHead, LINE.nextEoi, cpu + CPU.eoiTail));
      this.add(m, this.ready, list(m, cpu + CPU.runHead, DOMAIN.nextRun, cpu + CPU.runTail));
      const job = ints[cpu + CPU.job];
      if (ints[cpu + CPU.mode] === MODE.vcpu) this.add(m, this.running, [job]);
      if (ints[cpu + CPU.mode] !== MODE.path) continue;
      if (job < 0) this.add(m, this.eoi, [~job]);
      else this.add(m, this.irq, [job]);
    }
  }

  private add(m: Inside, set: Set<number>, records: number[]): void {
    for (const record of records) {
      must(m, !set.has(record), 'stands twice', record);
      set.add(record);
    }
  }
}

/** Withheld EOIs ascend in priority, the top one is due only by what holds it; what waits, waits for the top. */
function checkStack(m: Inside, cpu: number, withheld: number[], blocked: number[]): void {
  const {ints} = m;
  const priority = (line: number) => ints[line + LINE.priority];
  for (const [i, line] of withheld.entries()) {
    must(m, ints[line + LINE.held] === 1 && ints[line + LINE.cpu] === cpu, 'EOI withheld here and line not held', line);
    must(m, i === 0 || priority(line) < priority(withheld[i - 1]), 'EOIs out of order', line);
  }
  if (withheld.length > 0) must(m, !ints[withheld[0] + LINE.eoiReady], 'the topmost EOI is due and not sent', cpu);
  for (const line of blocked)
    must(m, withheld.length > 0 && priority(line) <= priority(withheld[0]), 'waits for no EOI', line);
}

function checkCpu(m: Inside, cpu: number, {running}: Places): void {
  const {ints, times, queue} = m;
  const mode = ints[cpu + CPU.mode];
  const path = ints[cpu + CPU.irqHead] >= 0 || ints[cpu + CPU.eoiHead] >= 0;
  must(m, mode <= MODE.path, 'CPU has not settled', cpu);
  must(
    m,
    queue.isPending(ints[cpu + CPU.slot]) === (mode !== MODE.idle),
    'CPU busy without an end, or idle with one',
    cpu,
  );
  must(m, mode === MODE.path || !path, 'CPU lets the path wait', cpu);
  must(m, mode !== MODE.idle || ints[cpu + CPU.runHead] < 0, 'CPU idle though a vCPU is ready', cpu);
  must(
    m,
    times[(cpu >> 1) + CPU.pathSince] >= 0 === (mode === MODE.path),
    'CPU in the path since never, or not in it',
    cpu,
  );
  for (let d = ints[cpu + CPU.runHead]; d >= 0; d = ints[d + DOMAIN.nextRun])
    must(m, ints[d + DOMAIN.cpu] === cpu && !running.has(d), 'vCPU waits where it does not belong', d);
}

function checkDomain(m: Inside, domain: number, {ready, running}: Places): void {
  const {ints, queue, plan} = m;
  const phase = ints[domain + DOMAIN.phase];
  const task = ints[domain + DOMAIN.task];
  const state = ints[domain + DOMAIN.state];
  const onCpu = running.has(domain) || ready.has(domain);
  must(m, (ints[domain + DOMAIN.queued] === 1) === ready.has(domain), 'domain queued or not', domain);
  must(m, canRun(m, domain) || !onCpu, 'domain runs though it can not', domain);
  must(m, (task !== 0) === queue.isPending(ints[domain + DOMAIN.slot]), 'timer of a domain without a task', domain);
  must(
    m,
    state !== DOMAIN_STATE.restarting || task !== 0 || ints[domain + DOMAIN.awaitsReset] === 1,
    'domain restarts, and nothing will happen',
    domain,
  );
  must(m, phase < 2 || ints[domain + DOMAIN.bind] >= 0, 'domain at work on no line', domain);
  if (canRun(m, domain)) checkAwake(m, domain, onCpu);
  else
    must(
      m,
      state === DOMAIN_STATE.paused || phase === PHASE.sleep,
      'stopped domain in the middle of something',
      domain,
    );
  const starving = plan.bindsOf.get(domain)!.filter(bind => ints[bind + BIND.starving]).length;
  must(m, starving === ints[domain + DOMAIN.starving], 'count of starving bindings of a domain', domain);
  checkEvents(m, domain);
}

/** A domain that can run gets its CPU as soon as it has something to do. */
function checkAwake(m: Inside, domain: number, onCpu: boolean): void {
  const {ints} = m;
  const phase = ints[domain + DOMAIN.phase];
  const waits = phase === PHASE.wait && ints[domain + DOMAIN.task] === TASK.wait;
  if (phase === PHASE.sleep)
    must(m, onCpu === ints[domain + DOMAIN.eventHead] >= 0, 'domain sleeps over its events', domain);
  else must(m, onCpu !== waits, 'domain off its CPU at work, or on it while it waits', domain);
}

/** The list of events holds each binding once: those notified, and those to be polled. */
function checkEvents(m: Inside, domain: number): void {
  const {ints} = m;
  const events = list(m, domain + DOMAIN.eventHead, BIND.nextEvent, domain + DOMAIN.eventTail);
  must(m, new Set(events).size === events.length, 'event listed twice', domain);
  for (const bind of m.plan.bindsOf.get(domain)!) {
    const due = ints[bind + BIND.givenUp] ? ints[bind + BIND.poll] : ints[bind + BIND.event];
    must(m, events.includes(bind) === (due === 1), 'event pending and not listed, or listed and not pending', bind);
  }
}

function checkBind(m: Inside, bind: number): void {
  const {ints, queue} = m;
  const domain = ints[bind + BIND.domain];
  const line = ints[bind + BIND.line];
  const state = ints[domain + DOMAIN.state];
  const task = ints[domain + DOMAIN.task];
  const bound = ints[bind + BIND.bound] === 1;
  const givenUp = ints[bind + BIND.givenUp] === 1;
  const told = ints[bind + BIND.debt] || ints[bind + BIND.event] || ints[bind + BIND.poll] || givenUp;
  must(m, bound || !told, 'unbound and told, owing or polled', bind);
  const used = ints[bind + BIND.devices] >= 0;
  const mayLack = state === DOMAIN_STATE.crashed || m.policy.quiet === 'disable-bit';
  must(m, state >= DOMAIN_STATE.restarting || bound || !used || mayLack, 'alive and not bound', bind);
  must(m, used || !bound, 'bound without a device', bind);
  must(
    m,
    state < DOMAIN_STATE.restarting || !bound || task === TASK.reset || task === TASK.destroyed,
    'dead and bound for good',
    bind,
  );
  must(m, givenUp === queue.isPending(ints[bind + BIND.slot]), 'given up and not polled, or polled', bind);
  must(m, causesOf(m, bind) === ints[bind + BIND.causes], 'count of causes of a binding', bind);
  checkSilence(m, bind);
  const waits = ints[line + LINE.blocked] === 1 || (!ints[line + LINE.inService] && shut(m, line));
  const untold = givenUp || (!ints[bind + BIND.event] && waits);
  const starves = bound && ints[bind + BIND.causes] > 0 && isHealthy(m, domain) && !atWork(m, bind) && untold;
  must(m, (ints[bind + BIND.starving] === 1) === starves, 'starves and is not said to, or is said to', bind);
}

/** Silent: notified of something and no answer since. */
function checkSilence(m: Inside, bind: number): void {
  const {ints, times} = m;
  const silent = times[(bind >> 1) + BIND.silentSince] >= 0;
  must(m, silent || (!ints[bind + BIND.event] && !ints[bind + BIND.debt]), 'told, and silent since never', bind);
  must(m, !silent || ints[bind + BIND.bound] === 1, 'silent and not bound', bind);
  const owing = ints[bind + BIND.event] === 1 || atWork(m, bind);
  must(m, !silent || !isHealthy(m, ints[bind + BIND.domain]) || owing, 'silent with everything answered', bind);
}

function checkLine(m: Inside, line: number, {irq, eoi, blocked, withheld}: Places): void {
  const {ints} = m;
  const binds = list(m, line + LINE.bindHead, BIND.next, line + LINE.bindTail);
  const count = (field: number) => binds.filter(bind => ints[bind + field]).length;
  const bound = m.plan.bindAt.filter(bind => ints[bind + BIND.line] === line && ints[bind + BIND.bound]);
  must(m, binds.length === bound.length && count(BIND.bound) === binds.length, 'bound and not listed', line);
  must(m, ints[line + LINE.bound] === binds.length, 'count of bindings', line);
  must(m, ints[line + LINE.debts] === count(BIND.debt), 'count of debts', line);
  must(m, ints[line + LINE.gaveUp] === count(BIND.givenUp), 'count of those that gave up', line);
  must(m, ints[line + LINE.starving] === count(BIND.starving), 'count of the starving', line);
  const asserting = m.plan.deviceAt.filter(v => ints[v + DEVICE.line] === line && ints[v + DEVICE.pin]).length;
  must(m, !ints[line + LINE.level] || asserting === ints[line + LINE.asserting], 'count of devices that ask', line);
  must(m, (ints[line + LINE.inService] === 1) === irq.has(line), 'in service and nowhere, or listed', line);
  must(m, (ints[line + LINE.eoi] !== 0) === eoi.has(line), 'EOI wanted and nowhere, or listed', line);
  const wanted = binds.length > 0 || ints[line + LINE.ownDevices] >= 0;
  must(m, (ints[line + LINE.disabled] === 1) !== wanted, 'disabled and wanted, or neither', line);
  must(m, (ints[line + LINE.blocked] === 1) === blocked.has(line), 'blocked and not listed, or listed', line);
  const stacked = ints[line + LINE.held] === 1 && ints[line + LINE.ack] === ACK.eoi && ints[line + LINE.priority] > 0;
  must(m, stacked === withheld.has(line), 'held by its EOI and not on the stack, or on it', line);
  const kept = m.plan.bindAt.filter(bind => ints[bind + BIND.line] === line && ints[bind + BIND.kept]).length;
  must(m, ints[line + LINE.kept] === kept, 'count of debts taken over', line);
  must(m, kept === 0 || ints[line + LINE.held] === 1 || ints[line + LINE.inService] === 1, 'kept and not held', line);
  checkHold(m, line, binds);
  checkKilled(m, line, binds);
}

/** A line that asks fires, unless it is held for somebody; and what holds it will end. */
function checkHold(m: Inside, line: number, binds: number[]): void {
  const {ints, queue} = m;
  const [held, debts] = [ints[line + LINE.held] === 1, ints[line + LINE.debts]];
  const closed = shut(m, line) || ints[line + LINE.disabled] === 1 || ints[line + LINE.inService] === 1;
  must(m, closed || (ints[line + LINE.asserting] === 0 && !ints[line + LINE.edge]), 'open, asked and not fired', line);
  const canHold = ints[line + LINE.ack] !== ACK.none || m.policy.handlers === 'kernel' || ints[line + LINE.level] === 1;
  must(m, canHold || !held, 'held though nothing can', line);
  // A thread is woken in the middle of the handlers; elsewhere debts are made at the end of the path.
  const settled = !ints[line + LINE.inService] || m.policy.handlers === 'kernel';
  must(m, debts === 0 || (held && settled), 'owed and not held, or in service', line);
  const releasing = binds.some(bind => atWork(m, bind) && ints[ints[bind + BIND.domain] + DOMAIN.phase] === 4);
  const due = ints[line + LINE.eoiReady] > 0 || ints[line + LINE.kept] > 0;
  const ends = due || debts > 0 || ints[line + LINE.inService] === 1 || ints[line + LINE.eoi] !== 0 || releasing;
  must(m, !held || ends, 'held for nobody', line);
  if (debts === 0 || m.policy.forcedEoiNs === null || ints[line + LINE.inService]) return;
  must(m, queue.isPending(ints[line + LINE.slot]) || ints[line + LINE.eoi] !== 0, 'owed without its time limit', line);
}

/** Killed: all domains that owe have given up the line, none of them is at work on it, and no time limit will release it. */
function checkKilled(m: Inside, line: number, binds: number[]): void {
  const {ints} = m;
  const debtors = binds.filter(bind => ints[bind + BIND.debt]);
  const nobody = debtors.length > 0 && debtors.every(bind => ints[bind + BIND.givenUp] && !atWork(m, bind));
  const killed = ints[line + LINE.killed] === 1;
  if (m.policy.handlers === 'kernel') {
    checkState(m, line);
    return;
  }
  if (killed) must(m, debtors.every(bind => ints[bind + BIND.givenUp]) && debtors.length > 0, 'killed and owed', line);
  else must(m, !nobody || m.policy.forcedEoiNs !== null, 'nobody cares, and not killed', line);
  checkState(m, line);
}

function checkState(m: Inside, line: number): void {
  const {ints} = m;
  const flags = [LINE.disabled, LINE.killed, LINE.masked, LINE.limited, LINE.held, LINE.blocked];
  const first = flags.findIndex(flag => ints[line + flag] === 1);
  must(m, ints[line + LINE.state] === [4, 5, 2, 3, 1, 1, 0].at(first), 'state not told', line);
}

function checkDevice(m: Inside, device: number): void {
  const {ints, times, queue} = m;
  const [waiting, room] = [ints[device + DEVICE.waiting], ints[device + DEVICE.room]];
  const works = ints[device + DEVICE.inService] === 1;
  const coming = queue.isPending(ints[device + DEVICE.arrivalSlot]);
  const resetting = ints[device + DEVICE.resetting] !== 0;
  must(m, waiting >= 0 && waiting <= room, 'causes that wait', device);
  must(m, ints[device + DEVICE.head] >= 0 && ints[device + DEVICE.head] < room, 'head of the ring', device);
  must(m, works || (waiting === 0 && !coming), 'device out of service asks', device);
  must(m, resetting === queue.isPending(ints[device + DEVICE.resetSlot]), 'reset without an end', device);
  const cycles = ints[device + DEVICE.resetting] % 10 >= 3;
  must(m, !resetting || cycles || !works, 'device works in the middle of its reset', device);
  const mayAsk = !ints[device + DEVICE.off] && !ints[device + DEVICE.inD3];
  must(m, mayAsk || !ints[device + DEVICE.pin], 'asks though it is kept from it', device);
  must(m, ints[ints[device + DEVICE.line] + LINE.level] === 1 || !ints[device + DEVICE.pin], 'an edge stands', device);
  const bind = ints[device + DEVICE.bind];
  const canProbe = bind >= 0 && ints[ints[bind + BIND.domain] + DOMAIN.state] <= DOMAIN_STATE.slow;
  must(m, resetting || !canProbe || !ints[device + DEVICE.probeLater], 'probe waits for nothing', device);
  if (!works || resetting || times[(device >> 1) + DEVICE.meanNs] === 0) return;
  const full = ints[device + DEVICE.closed] === 1 && waiting === room;
  must(m, coming !== full, 'device fell silent, or asks over its limit', device);
}
