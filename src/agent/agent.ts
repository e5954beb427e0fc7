import { hostname, networkInterfaces } from "node:os";
import type { Clock } from "../base/clock.ts";
import { messageOf } from "../base/error.ts";
import type { Logger } from "../base/log.ts";
import { jitter, pause } from "../base/loop.ts";
import type { ProbeSettings } from "../config/probe-settings.ts";
import { type LeaseRequest, protocolVersion, type RunResult } from "../contract/agent.ts";
import type { AgentLoad } from "../contract/agent-load.ts";
import type { LeaseReply } from "../contract/lease.ts";
import type { Prober } from "../probe/prober.ts";
import { type CanaryWatch, createCanaryWatch } from "./canaries.ts";
import type { Answered, ServerClient } from "./client.ts";
import { handshakesMost, isSaturated, type Load, smoothed, startPacing } from "./pace.ts";
import { createResultSender, type ResultSender } from "./result-sender.ts";
import { brokenRun, type HeldLease, runLease } from "./run-lease.ts";
import { createToldCertificates, type ToldCertificates } from "./told-certificates.ts";

/** How long a server may hold a lease request until work is due, in milliseconds. */
const longPollMs = 15_000;

/** The least time between two lease requests when the queue was drained, in milliseconds: what falls due meanwhile comes in one reply. */
const gatherMs = 100;

/** A lease that ends sooner than its target's timeout and this is not begun, in milliseconds. */
const leaseReserveMs = 5_000;

/** How long stopping may take to hand back work and results, in milliseconds. */
const stoppingMs = 5_000;

/** How often a saturated machine is named in the log at most, in milliseconds. */
const saturationEveryMs = 60_000;

/** How often the host's IP families are looked up, in milliseconds. */
const familiesEveryMs = 10_000;

/** Leases in one release request at most. */
const releasedMax = 1000;

export interface AgentDeps {
  readonly client: ServerClient;
  readonly name: string;
  readonly version: string;
  /** Tasks in hand at most. */
  readonly slots: number;
  /** Makes a prober for the first settings that the server sends, and one for canaries when they are first asked. */
  readonly createProber: (settings: ProbeSettings) => Prober;
  /** Replaces the server's addition to the User-Agent. */
  readonly userAgentSuffix?: string;
  readonly clock: Clock;
  readonly log: Logger;
}

/** What the agent probes with, until the server sends newer settings. */
interface Equipment {
  readonly revision: string;
  readonly prober: Prober;
  readonly canaries: CanaryWatch | undefined;
  readonly bodyBytesMax: number;
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
  private readonly certificates: ToldCertificates;
  private readonly running = new Map<HeldLease, Run>();
  private readonly stopping = new AbortController();
  private readonly sending = new AbortController();
  private readonly pacing: AsyncDisposable;
  private readonly leasing: Promise<void>;
  private readonly returning: Promise<void>;
  private unfinished: HeldLease[] = [];
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
    this.pacing = startPacing(clock, (handshakes, load) => this.keepPace(handshakes, load));
    this.leasing = this.leaseUntilStopped();
    this.returning = this.sender.send(this.sending.signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.stopping.abort();
    this.slotsFreed.resolve();
    await this.pacing[Symbol.asyncDispose]();
    await this.leasing;
    for (const { ending } of this.running.values()) ending.abort();
    await Promise.all([...this.running.values()].map(({ done }) => done));
    this.sending.abort();
    await this.returning;
    const limit = AbortSignal.timeout(stoppingMs);
    await this.handBack(limit);
    await this.sender.flush(limit);
  }

  private async leaseUntilStopped(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      await this.enoughFree();
      if (!this.stopping.signal.aborted) await this.leaseTasks(this.freeSlots);
      if (!this.stopping.signal.aborted) await this.handBack(this.stopping.signal);
    }
  }

  private async leaseTasks(free: number): Promise<void> {
    const askedMs = this.deps.clock.monotonicMs();
    const answered = await this.deps.client.lease(this.leaseRequest(free), {
      signal: this.stopping.signal,
      load: this.load(),
    });
    if (answered.kind !== "ok") return await this.failed(answered);
    this.failures = 0;
    const { settings, leases } = answered.reply;
    if (settings !== undefined) this.equip(settings);
    this.begin(answered.reply);
    if (leases.length < free) await pause(askedMs + gatherMs - this.deps.clock.monotonicMs(), this.stopping.signal);
  }

  private leaseRequest(freeSlots: number): LeaseRequest {
    const revision = this.equipment === undefined ? {} : { settingsRevision: this.equipment.revision };
    return { ...this.caller, freeSlots, families: this.families(), waitMs: longPollMs, ...revision };
  }

  private load(): AgentLoad {
    const { cpuShare, handshakes } = this.pace;
    const limited = handshakes < handshakesMost;
    return { inFlight: this.running.size, slots: this.deps.slots, cpuShare, limited };
  }

  /** Takes over settings; the prober keeps what it has learned. An older server knows no canaries. */
  private equip({ revision, probe }: NonNullable<LeaseReply["settings"]>): void {
    const { userAgentSuffix = probe.userAgentSuffix, createProber, clock, log } = this.deps;
    const settings = { ...probe, userAgentSuffix };
    this.equipment?.prober.updateSettings(settings);
    const prober = this.equipment?.prober ?? createProber(settings);
    const canaries = createCanaryWatch({
      canaries: probe.canaries ?? [],
      createProber: () => createProber(settings),
      clock,
      log,
      signal: this.stopping.signal,
    });
    this.equipment = { revision, prober, canaries, bodyBytesMax: probe.bodyBytesMax };
    log.info("took settings from the server", { revision });
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

  /** Starts a run for each lease; one that came too late to be finished in time goes back. */
  private begin(reply: LeaseReply): void {
    const arrivedMs = this.deps.clock.monotonicMs();
    const certificates = reply.takesCertificates ? this.certificates : undefined;
    for (const lease of reply.leases) {
      const held = { lease, arrivedMs, databaseMs: Date.parse(reply.now), endsMs: arrivedMs + lease.leaseMs };
      const inTime = lease.leaseMs >= lease.target.timeoutMs + leaseReserveMs;
      if (this.equipment !== undefined && inTime) this.start(held, { ...this.equipment, certificates });
      else this.unfinished.push(held);
    }
  }

  private start(held: HeldLease, using: Equipment & Telling): void {
    const ending = new AbortController();
    this.running.set(held, { ending, done: this.run(held, using, ending.signal) });
  }

  private async run(held: HeldLease, using: Equipment & Telling, signal: AbortSignal): Promise<void> {
    try {
      this.sender.add(await runLease({ ...using, clock: this.deps.clock }, held, signal));
    } catch (thrown) {
      if (this.stopping.signal.aborted) return void this.unfinished.push(held);
      this.deps.log.error("a run broke", { task: held.lease.taskId, error: messageOf(thrown) });
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

  private async failed(answered: Answered<unknown> & { readonly kind: "later" | "refused" }): Promise<void> {
    if (this.stopping.signal.aborted) return;
    this.failures += 1;
    this.deps.log.warning("cannot lease tasks, will try again", { error: answered.message });
    const mostMs = answered.kind === "refused" ? 30_000 : 5_000;
    await pause(250 + jitter(Math.min(mostMs, 500 * 2 ** Math.min(this.failures, 8))), this.stopping.signal);
  }

  /** Gives back what was leased and will not be run. */
  private async handBack(signal: AbortSignal): Promise<void> {
    if (this.unfinished.length === 0) return;
    const leases = this.unfinished
      .splice(0, releasedMax)
      .map(({ lease }) => ({ taskId: lease.taskId, token: lease.token }));
    await this.deps.client.release({ ...this.caller, leases }, signal);
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
