import type { TSchema } from "@sinclair/typebox";
import { type TypeCheck, TypeCompiler } from "@sinclair/typebox/compiler";
import { cleanText } from "../base/clean-text.ts";
import { ReleaseReply, ResultDisposition, ResultsReplyShape } from "../contract/agent.ts";
import type { Lease, ProbeSettings } from "../contract/lease.ts";
import {
  AnswerableLeaseShape,
  LeaseNameShape,
  LeaseReplyShape,
  LeaseShape,
  leasesMax,
  SettingsShape,
} from "../contract/lease-shape.ts";

/** Names a lease. */
export interface LeaseName {
  readonly taskId: number;
  readonly token: number;
}

/** A lease that cannot be run, though each of its checks can be answered for. */
export interface UnreadableLease extends LeaseName {
  readonly checkKeys: readonly string[];
  readonly why: string;
}

/** A reply or a part of it, or why it has not the shape of the protocol. */
export type Reading<T> = { readonly kind: "read"; readonly value: T } | Unreadable;

export interface Unreadable {
  readonly kind: "unreadable";
  readonly why: string;
  /** Leases of a lease reply that cannot be used, as far as they can be read: they go back. */
  readonly names?: readonly LeaseName[];
}

/** Settings for the prober. */
export interface ReadSettings {
  readonly revision: string;
  readonly probe: ProbeSettings;
}

/** What came of a lease request. */
export interface LeasedWork {
  /** The database's time, in milliseconds since 1970. */
  readonly databaseMs: number;
  readonly leases: readonly Lease[];
  /** Those of which neither the checks nor the name can be read are left to the end of their lease. */
  readonly unreadable: readonly UnreadableLease[];
  /** Why the first lease that cannot be run cannot; undefined where all can. */
  readonly firstFault: string | undefined;
  readonly takesCertificates: boolean;
  readonly settings: Reading<ReadSettings> | undefined;
}

const compiled = {
  reply: TypeCompiler.Compile(LeaseReplyShape),
  lease: TypeCompiler.Compile(LeaseShape),
  answerable: TypeCompiler.Compile(AnswerableLeaseShape),
  name: TypeCompiler.Compile(LeaseNameShape),
  settings: TypeCompiler.Compile(SettingsShape),
  results: TypeCompiler.Compile(ResultsReplyShape),
  disposition: TypeCompiler.Compile(ResultDisposition),
  release: TypeCompiler.Compile(ReleaseReply),
};

/** Reads a lease reply: each lease by itself, so that a malformed one spoils no other. */
export function readLeaseReply(value: unknown): Reading<LeasedWork> {
  const { reply, lease } = compiled;
  if (!reply.Check(value)) return { kind: "unreadable", why: faultOf(reply, value), names: namesIn(value) };
  const databaseMs = Date.parse(value.now);
  if (Number.isNaN(databaseMs)) return { kind: "unreadable", why: "/now: not an instant", names: namesIn(value) };
  const leases = value.leases.filter((one) => lease.Check(one));
  const others = value.leases.filter((one) => !lease.Check(one));
  const work = {
    databaseMs,
    leases,
    unreadable: others.flatMap(answerableOf),
    firstFault: others.length === 0 ? undefined : faultOf(lease, others[0]),
    takesCertificates: value.takesCertificates ?? false,
    settings: value.settings === undefined ? undefined : readSettings(value.settings),
  };
  return { kind: "read", value: work };
}

/** The dispositions that can be read; the others are as good as missing. */
export function readResultsReply(value: unknown): Reading<readonly ResultDisposition[]> {
  const { results, disposition } = compiled;
  if (!results.Check(value)) return { kind: "unreadable", why: faultOf(results, value) };
  return { kind: "read", value: value.dispositions.filter((one) => disposition.Check(one)) };
}

/** How many leases were taken back. */
export function readReleaseReply(value: unknown): Reading<ReleaseReply> {
  const { release } = compiled;
  return release.Check(value) ? { kind: "read", value } : { kind: "unreadable", why: faultOf(release, value) };
}

function readSettings(value: unknown): Reading<ReadSettings> {
  const { settings } = compiled;
  if (!settings.Check(value)) return { kind: "unreadable", why: `/settings${faultOf(settings, value)}` };
  const { revision, probe } = value;
  return { kind: "read", value: { revision, probe: { ...probe, canaries: probe.canaries ?? [] } } };
}

function answerableOf(value: unknown): UnreadableLease[] {
  if (!compiled.answerable.Check(value)) return [];
  const { taskId, token, target } = value;
  return [{ taskId, token, checkKeys: target.checks.map(({ key }) => key), why: faultOf(compiled.lease, value) }];
}

function namesIn(value: unknown): LeaseName[] {
  const leases = typeof value === "object" && value !== null ? Reflect.get(value, "leases") : undefined;
  if (!Array.isArray(leases)) return [];
  return leases
    .slice(0, leasesMax)
    .flatMap((one) => (compiled.name.Check(one) ? [{ taskId: one.taskId, token: one.token }] : []));
}

/** The first thing that is wrong, such as `/leases: Expected array`. */
function faultOf<Schema extends TSchema>(check: TypeCheck<Schema>, value: unknown): string {
  const first = check.Errors(value).First();
  return cleanText(`${first?.path || "/"}: ${first?.message ?? "not of the shape expected"}`, 200);
}
