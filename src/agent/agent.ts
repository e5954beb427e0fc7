import { hostname, networkInterfaces } from "node:os";
import { messageOf } from "../base/error.ts";
import { jitter, pause, runLoop } from "../base/loop.ts";
import { type LeaseRequest, protocolVersion, type RunResult } from "../contract/agent.ts";
import type { AgentLoad } from "../contract/agent-load.ts";
import { type BugLog, createBugLog } from "./bug-log.ts";
import type { ServerClient, Trouble } from "./client.ts";
import { type Equipment, type EquipmentDeps, equip } from "./equipment.ts";
import { createHandBack, type HandBack } from "./hand-back.ts";
import { handshakesMost, isSaturated, type Load, smoothed, startPacing } from "./pace.ts";
import type { LeasedWork } from "./replies.ts";
import { createResultSender, type ResultSender } from "./result-sender.ts";
import { brokenRun, type HeldLease, runLease, unreadableRun } from "./run-lease.ts";
import { createToldCertificates, type ToldCertificates } from "./told-certificates.ts";
import { createTroubleLog } from "./trouble-log.ts";

/** How long a server may hold a lease request until work is due, in milliseconds. */
const longPollMs = 15_000;

/** The same while there are leases to hand back once more. */
const retryHandBackMs = 1000;

/** The least time between two lease requests unless one brought as much as was asked for, in milliseconds: what falls due meanwhile comes in one reply. */
const gatherMs = 100;

/** A lease that ends sooner than its target's timeout and this is not begun, in milliseconds. */
const leaseReserveMs = 5_000;

/** How long stopping may take to hand back work and results, in milliseconds. */
const stoppingMs = 5_000;

/** How often a saturated machine is named in the log at most, in milliseconds. */
const saturationEveryMs = 60_000;

/** How often the host's IP families are looked up, in milliseconds. */
const familiesEveryMs = 10_000;

/** How long a lease is taken to last whose length cannot be read, in milliseconds. */
const unknownLeaseMs = 25_000;

/** Ceilings of the pause after a failure: where the server may be well again soon, and where somebody must act. In milliseconds. */
const backoffMostMs = { later: 5_000, refused: 30_000, odd: 30_000 } as const;

export interface AgentDeps extends EquipmentDeps {
  readonly client: ServerClient;
  readonly name: string;
  readonly version: string;
  /** Tasks in hand at most. */
  readonly slots: number;
}

/** What the server that gave a lease wants to know. */
interface Telling {
  readonly certificates: ToldCertificates | undefined;
}

/** A lease being worked on. Each run has a signal of its own: taking a listener off one that a thousand share costs a search. */
interface Run {
  readonly ending: AbortController;
  readonly done: Promise<void>;
}

/** Leases, probes, judges and returns until disposed; disposing hands unfinished work back. */
export function startAgent(deps: AgentDeps): AsyncDisposable {
  return new Agent(deps);
}

class Agent implements AsyncDisposable {
  private readonly caller;
  private readonly sender: ResultSender;
  private readonly handBack: HandBack;
  private readonly certificates: ToldCertificates;
  private readonly leaseTrouble;
  private readonly taskTrouble;
  private readonly bugs: BugLog;
  private readonly running = new Map<HeldLease, Run>();
  private readonly stopping = new AbortController();
  private readonly sending = new AbortController();
  private readonly pacing: AsyncDisposable;
  private readonly leasing: Promise<void>;
  private readonly returning: Promise<void>;
  private slotsFreed = Promise.withResolvers<void>();
  private equipment: Equipment | undefined;
  private known: { families: (4 | 6)[]; untilMs: number } = { families: [], untilMs: Number.NEGATIVE_INFINITY };
  private failures = 0;
  private saturationSaidMs = Number.NEGATIVE_INFINITY;
  private pace = { cpuShare: 0, handshakes: handshakesMost };

  constructor(private readonly deps: AgentDeps) {
    const { client, clock, log } = deps;
    this.caller = { agent: deps.name, instance: crypto.randomUUID(), version: deps.version, protocol: protocolVersion };
    this.certificates = createToldCertificates(() => clock.monotonicMs());
    const onTaken = ({ taskId, certificate }: RunResult) => {
      if (certificate !== undefined) this.certificates.told(taskId, certificate);
    };
    this.sender = createResultSender({ client, caller: this.caller, load: () => this.load(), onTaken, clock, log });
    this.handBack = createHandBack({ client, caller: this.caller, clock, log });
    this.leaseTrouble = createTroubleLog(log, {
      begins: "cannot lease tasks, will try again",
      ends: "the server gives tasks again",
    });
    this.taskTrouble = createTroubleLog(log, {
      begins: "the server gives tasks that this agent cannot read: is it older than the server?",
      ends: "all tasks can be read again",
    });
    this.bugs = createBugLog(log);
    this.pacing = startPacing(clock, (handshakes, load) => this.keepPace(handshakes, load));
    this.leasing = runLoop("leases", this.stopping.signal, () => this.leaseUntilStopped());
    this.returning = runLoop("results", this.sending.signal, () => this.sender.send(this.sending.signal));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.stopping.abort();
    this.slotsFreed.resolve();
    // The last one first, and each of them whatever another throws: also the work of an agent that broke goes back.
    await using ending = new AsyncDisposableStack();
    ending.defer(async () => {
      const limit = AbortSignal.timeout(stoppingMs);
      await this.handBack.send(limit);
      await this.sender.flush(limit);
    });
    ending.defer(async () => {
      this.sending.abort();
      await this.returning;
    });
    ending.defer(async () => {
      for (const run of this.running.values()) run.ending.abort();
      await Promise.all([...this.running.values()].map(({ done }) => done));
    });
    ending.defer(() => this.leasing);
    ending.use(this.pacing);
  }

  private async leaseUntilStopped(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await this.enoughFree();
      if (!signal.aborted) await this.leaseTasks(this.freeSlots);
      if (!signal.aborted) await this.handBack.send(signal);
    }
  }

  private async leaseTasks(free: number): Promise<void> {
    const { client, clock } = this.deps;
    const askedMs = clock.monotonicMs();
    const { signal } = this.stopping;
    const answered = await client.lease(this.leaseRequest(free), { signal, load: this.load() });
    if (answered.kind !== "ok") return await this.failed(answered);
    const { settings, leases, firstFault } = answered.reply;
    if (settings?.kind === "unreadable") {
      const trouble = {
        kind: "odd",
        situation: "settings",
        message: settings.why,
        status: 200,
        retryAfterMs: 0,
      } as const;
      return await this.failed({ ...trouble, unused: leases });
    }
    this.failures = 0;
    this.leaseTrouble.over();
    if (settings !== undefined)
      this.equipment = equip(settings.value, { ...this.deps, before: this.equipment, signal });
    if (firstFault !== undefined) this.taskTrouble.note({ situation: firstFault, message: firstFault });
    else if (leases.length > 0) this.taskTrouble.over();
    const begun = this.begin(answered.reply, free);
    if (begun < free) await pause(askedMs + gatherMs - clock.monotonicMs(), signal);
  }

  private leaseRequest(freeSlots: number): LeaseRequest {
    const revision = this.equipment === undefined ? {} : { settingsRevision: this.equipment.revision };
    const waitMs = this.handBack.size > 0 ? retryHandBackMs : longPollMs;
    return { ...this.caller, freeSlots, families: this.families(), waitMs, ...revision };
  }

  private load(): AgentLoad {
    const { cpuShare, handshakes } = this.pace;
    const limited = handshakes < handshakesMost;
    return { inFlight: this.running.size, slots: this.deps.slots, cpuShare, limited };
  }

  private keepPace(handshakes: number, load: Load): void {
    this.pace = { cpuShare: smoothed(this.pace.cpuShare, load.cpuShare), handshakes };
    this.equipment?.prober.limitHandshakes(handshakes);
    const nowMs = this.deps.clock.monotonicMs();
    if (!isSaturated(load) || nowMs - this.saturationSaidMs < saturationEveryMs) return;
    this.saturationSaidMs = nowMs;
    this.deps.log.warning("this machine is the limit: fewer exchanges at once, or response times would be too long", {
      handshakes,
      cpuShare: Number(load.cpuShare.toFixed(2)),
      lagMs: Math.round(load.lagMs),
    });
  }

  /** Starts a run for each lease, `free` at most, and counts them; one that came too late to be finished in time goes back. */
  private begin({ leases, unreadable, databaseMs, takesCertificates }: LeasedWork, free: number): number {
    const arrivedMs = this.deps.clock.monotonicMs();
    const certificates = takesCertificates ? this.certificates : undefined;
    let begun = 0;
    for (const lease of leases) {
      const held = { lease, arrivedMs, databaseMs, endsMs: arrivedMs + lease.leaseMs };
      const inTime = lease.leaseMs >= lease.target.timeoutMs + leaseReserveMs;
      if (this.equipment === undefined || !inTime || begun === free) {
        this.handBack.add(lease, held.endsMs);
        continue;
      }
      begun += 1;
      this.start(held, { ...this.equipment, certificates });
    }
    for (const one of unreadable) this.sender.add(unreadableRun(one, arrivedMs + unknownLeaseMs));
    return begun;
  }

  private start(held: HeldLease, using: Equipment & Telling): void {
    const ending = new AbortController();
    this.running.set(held, { ending, done: this.run(held, using, ending.signal) });
  }

  private async run(held: HeldLease, using: Equipment & Telling, signal: AbortSignal): Promise<void> {
    try {
      this.sender.add(await runLease({ ...using, clock: this.deps.clock }, held, signal));
    } catch (thrown) {
      if (this.stopping.signal.aborted) return this.handBack.add(held.lease, held.endsMs);
      this.bugs.report(held.lease.taskId, thrown);
      this.sender.add(brokenRun(held, messageOf(thrown), this.deps.clock.monotonicMs()));
    } finally {
      this.running.delete(held);
      if (this.freeSlots >= this.slotsWorthALease) this.slotsFreed.resolve();
    }
  }

  /** Looked up seldom: a host hardly ever gains or loses a family. */
  private families(): (4 | 6)[] {
    const nowMs = this.deps.clock.monotonicMs();
    if (nowMs >= this.known.untilMs) this.known = { families: familiesOfHost(), untilMs: nowMs + familiesEveryMs };
    return this.known.families;
  }

  private get freeSlots(): number {
    return this.deps.slots - this.running.size;
  }

  /** A lease request for one or two tasks would cost more than it brings. */
  private get slotsWorthALease(): number {
    return Math.max(1, Math.floor(this.deps.slots / 8));
  }

  /** Resolves when a lease request is worth while, or when the agent stops. */
  private async enoughFree(): Promise<void> {
    if (this.freeSlots >= this.slotsWorthALease) return;
    this.slotsFreed = Promise.withResolvers<void>();
    await this.slotsFreed.promise;
  }

  /** Logs why there are no tasks, hands back what cannot be used, and pauses. */
  private async failed(trouble: Trouble): Promise<void> {
    const { signal } = this.stopping;
    if (signal.aborted) return;
    this.failures += 1;
    this.leaseTrouble.note(trouble);
    const nowMs = this.deps.clock.monotonicMs();
    for (const lease of trouble.unused ?? []) this.handBack.add(lease, nowMs + unknownLeaseMs);
    await this.handBack.send(signal);
    const mostMs = backoffMostMs[trouble.kind];
    const backoffMs = 250 + jitter(Math.min(mostMs, 500 * 2 ** Math.min(this.failures, 8)));
    await pause(Math.max(backoffMs, Math.min(mostMs, trouble.retryAfterMs)), signal);
  }
}

/** The name an agent goes by when none is given: the host's. */
export function defaultAgentName(): string {
  return hostname();
}

/** The IP families this host can reach the outside with. */
function familiesOfHost(): (4 | 6)[] {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const reaches6 = addresses.some(
    ({ family, internal, address }) => family === "IPv6" && !internal && !/^fe[89ab]/i.test(address),
  );
  return reaches6 ? [4, 6] : [4];
}
