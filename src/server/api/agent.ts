import type { TSchema } from "@sinclair/typebox";
import { TypeCompiler } from "@sinclair/typebox/compiler";
import { Elysia } from "elysia";
import { cleanText } from "../../base/clean-text.ts";
import { withoutVariables } from "../../base/secrets/known-secrets.ts";
import {
  LeaseRequest,
  protocolVersion,
  ReleaseReply,
  ReleaseRequest,
  ResultsReply,
  ResultsRequest,
  RunResult,
  type SeenCertificate,
} from "../../contract/agent.ts";
import { loadHeader, parseLoad } from "../../contract/agent-load.ts";
import { acceptResults, type Verdict } from "../agents/accept-results.ts";
import { createAgentNames } from "../agents/agent-names.ts";
import { giveBack } from "../agents/give-back.ts";
import { leaseTasks } from "../agents/lease-tasks.ts";
import { callerName } from "../auth/caller.ts";
import { addressOf, callerOf } from "../auth/guard.ts";
import type { ServerDeps } from "../deps.ts";
import { LeaseReply } from "../docs/lease-reply.ts";
import { jsonBody, usualBounds } from "../http/json-body.ts";
import { ProblemError } from "../problem.ts";

/** Bytes of one run's evidence that are kept, as JSON; more is dropped whole. */
const evidenceBytesMax = 16_384;

/** 500 results with evidence and up to 200 findings each stay below; texts are cleaned row by row. */
const resultsBounds = { bytesMax: 4 * 1024 * 1024, valuesMax: 500_000, cleansTexts: true, first: refuseNewer } as const;

/** 1000 names of leases. */
const releaseBounds = { bytesMax: 262_144, valuesMax: 5000, first: refuseNewer } as const;

const resultCheck = TypeCompiler.Compile(RunResult);

/** What agents call: lease, results and release, each with the agent's token. */
export function agentApi(deps: ServerDeps) {
  const admit = createAdmission(deps);
  return new Elysia({ prefix: "/api/v1/agent", normalize: false, tags: ["agent"] })
    .post(
      "/lease",
      async ({ body, request }) => {
        await admit(request, body.agent);
        return Response.json(await leaseTasks(deps, body, callOf(request)));
      },
      {
        ...jsonBody(LeaseRequest, { ...usualBounds, first: refuseNewer }),
        detail: {
          summary: "Lease due tasks, waiting up to waitMs for some",
          responses: jsonReply("the leases, none where nothing came due in that time", LeaseReply),
        },
      },
    )
    .post(
      "/results",
      async ({ body, request }) => {
        await admit(request, body.agent);
        return Response.json(await takeResults(deps, body, request));
      },
      {
        ...jsonBody(ResultsRequest, resultsBounds),
        detail: {
          summary: "Post the results of leased tasks; safe to repeat",
          responses: jsonReply("what became of each result", ResultsReply),
        },
      },
    )
    .post(
      "/release",
      async ({ body, request }) => {
        await admit(request, body.agent);
        const agentId = await deps.agents.touch(body);
        return { released: await giveBack(deps.db, agentId, body.leases) };
      },
      {
        ...jsonBody(ReleaseRequest, releaseBounds),
        response: ReleaseReply,
        detail: { summary: "Give leased tasks back unrun" },
      },
    );
}

/** Lets a request on that speaks as a name which is its token's to use. */
function createAdmission(deps: ServerDeps) {
  const names = createAgentNames(deps);
  return async (request: Request, name: string): Promise<void> => {
    const caller = callerOf(request);
    if (caller.kind !== "token" || caller.credential === undefined) throw new Error("an agent came in without a token");
    const { credential } = caller;
    await names.admit({ credential, name, actor: callerName(caller), address: addressOf(request) });
  };
}

function callOf({ headers, signal }: Request) {
  return { signal, load: parseLoad(headers.get(loadHeader)) };
}

/** The OpenAPI description of a JSON answer with status 200. */
function jsonReply(description: string, schema: TSchema) {
  return { 200: { description, content: { "application/json": { schema } } } };
}

async function takeResults(
  deps: ServerDeps,
  body: { readonly agent: string; readonly instance: string; readonly version: string; readonly results: unknown[] },
  request: Request,
): Promise<ResultsReply> {
  const { load } = callOf(request);
  const runs: RunResult[] = [];
  const rejected: Verdict[] = [];
  for (const row of body.results) {
    if (resultCheck.Check(row)) runs.push(clean(row));
    else rejected.push(rejection(row));
  }
  const agentId = await deps.agents.touch(body, { load });
  const verdicts = [...rejected, ...(await acceptResults(deps, agentId, runs))];
  await deps.agents.touch(body, { load, runs: verdicts.filter(isBrought).length });
  deps.meters.countResults(verdicts.map((one) => one.disposition));
  return { dispositions: verdicts };
}

/** Whether a result counts as work brought back: a lease that ended meanwhile does not make it none; what it repeats does. */
function isBrought({ disposition }: Verdict): boolean {
  return disposition === "accepted" || disposition === "stale";
}

/** A row of the wrong shape is answered by whatever name it has, so that its agent can forget it. */
function rejection(row: unknown): Verdict {
  const first = resultCheck.Errors(row).First();
  const message = `${first?.path || "/"}: ${first?.message}`;
  return { taskId: numberAt(row, "taskId"), token: numberAt(row, "token"), disposition: "rejected", message };
}

function numberAt(row: unknown, name: string): number {
  const value = typeof row === "object" && row !== null ? Reflect.get(row, name) : undefined;
  return Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : 0;
}

/** The agent has cleaned its texts already; what comes over the network is cleaned again. */
function clean(run: RunResult): RunResult {
  const { evidence, certificate, ...bare } = run;
  const rest = certificate === undefined ? bare : { ...bare, certificate: cleanCertificate(certificate) };
  const findings = run.findings.map((one) => ({ ...one, message: cleanText(withoutVariables(one.message), 500) }));
  if (evidence === undefined) return { ...rest, findings };
  const text = JSON.stringify(evidence, cleanStrings);
  return text.length > evidenceBytesMax ? { ...rest, findings } : { ...rest, findings, evidence: JSON.parse(text) };
}

/** The fingerprint and the dates have the right shape already. */
function cleanCertificate(certificate: SeenCertificate): SeenCertificate {
  const { issuer, subject } = certificate;
  return { ...certificate, issuer: cleanText(issuer, 300), subject: cleanText(subject, 300) };
}

/** Names of members are texts from outside too. */
function cleanStrings(_name: string, value: unknown): unknown {
  if (typeof value === "string") return cleanText(withoutVariables(value), 4000);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [cleanText(name, 200), member]));
}

/** Before the body is validated: what a newer agent adds is unknown here. */
function refuseNewer(body: unknown): void {
  const asked = numberAt(body, "protocol");
  if (asked <= protocolVersion) return;
  throw new ProblemError({
    status: 426,
    title: "Upgrade Required",
    detail: `the agent speaks protocol ${asked}, this server at most ${protocolVersion}: update the server first`,
  });
}
