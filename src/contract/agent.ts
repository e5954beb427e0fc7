import { type Static, Type } from "@sinclair/typebox";
import { severities } from "../base/severity.ts";
import { reasons } from "../checks/reason.ts";
import { InstantMs } from "./instant-ms.ts";
import { printable } from "./printable.ts";
import { requestText } from "./text.ts";

/** The version of the protocol between agent and server; a server accepts this one and the one before. */
export const protocolVersion = 1;

/** Results in one request at most. */
export const resultsMax = 500;

const closed = { additionalProperties: false } as const;
const text = (maxLength: number) => Type.String({ maxLength });
const count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const ms = Type.Number({ minimum: 0, maximum: 2 ** 31 - 1, description: "milliseconds" });

/** The name of an agent: a host name is one (RFC 1035 section 2.3.4 bounds those), and so is ordinary text in UTF-8. */
export const AgentName = printable({ what: "the agent's name", maxLength: 253 });

/** Who speaks: in every request of an agent. */
const caller = {
  agent: AgentName,
  instance: printable({ what: "a new id at each start of the agent", maxLength: 64 }),
  version: printable({ what: "the agent's version", maxLength: 50 }),
  protocol: Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1 }),
};

/** The caller of the examples. */
const anAgent = { agent: "paris-1", instance: "0197f3a2", version: "0.1.0", protocol: protocolVersion };

/** Names a lease: a task and the fencing token it was leased with. */
export const leaseName = { taskId: Type.Integer({ minimum: 0, maximum: 2 ** 31 - 1 }), token: count };

export const LeaseRequest = Type.Object(
  {
    ...caller,
    freeSlots: Type.Integer({ minimum: 1, maximum: 1000, description: "tasks the agent can start at once" }),
    families: Type.Array(Type.Union([Type.Literal(4), Type.Literal(6)]), {
      maxItems: 2,
      description: "IP versions that the agent reaches",
    }),
    waitMs: Type.Integer({ minimum: 0, maximum: 20_000, description: "how long the server may wait for due tasks" }),
    settingsRevision: Type.Optional(requestText({ maxLength: 64 })),
  },
  { ...closed, examples: [{ ...anAgent, freeSlots: 100, families: [4, 6], waitMs: 20_000 }] },
);
export type LeaseRequest = Static<typeof LeaseRequest>;

/** The certificate that a target showed, in short. */
export const SeenCertificate = Type.Object(
  {
    fingerprint: Type.String({ pattern: "^[0-9a-f]{64}$", description: "SHA-256 of the DER" }),
    issuer: text(300),
    subject: text(300),
    notBeforeMs: InstantMs,
    notAfterMs: InstantMs,
  },
  closed,
);
export type SeenCertificate = Static<typeof SeenCertificate>;

/** Results of one run. `findings` are in the order of the target's checks. */
export const RunResult = Type.Object(
  {
    ...leaseName,
    kind: Type.Union([Type.Literal("answer"), Type.Literal("failure"), Type.Literal("agent-error")]),
    waitMs: { ...ms, description: "milliseconds from the lease's arrival to the start of the probe" },
    totalMs: ms,
    dnsMs: Type.Optional(ms),
    tlsMs: Type.Optional(ms),
    firstByteMs: Type.Optional(ms),
    status: Type.Optional(Type.Integer({ minimum: 0, maximum: 999 })),
    bodyBytes: Type.Optional(count),
    remoteAddress: Type.Optional(
      Type.String({ maxLength: 64, pattern: "^[!-~]*$", description: "empty where there was none" }),
    ),
    findings: Type.Array(
      Type.Object(
        {
          key: text(100),
          severity: Type.Union(severities.map((one) => Type.Literal(one))),
          reason: Type.Union(reasons.map((one) => Type.Literal(one))),
          message: text(1000),
          value: Type.Optional(Type.Number()),
        },
        closed,
      ),
      { minItems: 1, maxItems: 200 },
    ),
    certificate: Type.Optional(SeenCertificate),
    evidence: Type.Optional(
      Type.Unknown({ description: "the observation, cut, where the lease asked or a check failed" }),
    ),
  },
  closed,
);
export type RunResult = Static<typeof RunResult>;

/** The result of the examples. */
const aResult: RunResult = {
  taskId: 42,
  token: 7,
  kind: "answer",
  waitMs: 3,
  totalMs: 143,
  status: 200,
  findings: [{ key: "status-is", severity: "ok", reason: "passed", message: "200" }],
};

/** Rows are checked one by one against `RunResult`, so that a bad one does not hold back the others. */
export const ResultsRequest = Type.Object(
  { ...caller, results: Type.Array(Type.Unknown(), { maxItems: resultsMax }) },
  { ...closed, examples: [{ ...anAgent, results: [aResult] }] },
);
export interface ResultsRequest {
  readonly agent: string;
  readonly instance: string;
  readonly version: string;
  readonly protocol: number;
  readonly results: readonly RunResult[];
}

export const dispositions = ["accepted", "duplicate", "stale", "gone", "rejected"] as const;
export type Disposition = (typeof dispositions)[number];

/** What became of one result. */
export const ResultDisposition = Type.Object({
  taskId: { ...count, description: "as the row had it, even one that no task can have" },
  token: count,
  disposition: Type.Union(dispositions.map((one) => Type.Literal(one))),
  message: Type.Optional(Type.String({ description: "why a row was rejected" })),
});
export type ResultDisposition = Static<typeof ResultDisposition>;

export const ResultsReply = Type.Object({ dispositions: Type.Array(ResultDisposition) });
export type ResultsReply = Static<typeof ResultsReply>;

/** The frame of a `ResultsReply`: dispositions are looked at one by one, so that a malformed one spoils no other. */
export const ResultsReplyShape = Type.Object({
  dispositions: Type.Array(Type.Unknown(), { maxItems: 4 * resultsMax }),
});

export const ReleaseRequest = Type.Object(
  { ...caller, leases: Type.Array(Type.Object(leaseName, closed), { maxItems: 1000 }) },
  { ...closed, examples: [{ ...anAgent, leases: [{ taskId: 42, token: 7 }] }] },
);
export type ReleaseRequest = Static<typeof ReleaseRequest>;

export const ReleaseReply = Type.Object({ released: count });
export type ReleaseReply = Static<typeof ReleaseReply>;
