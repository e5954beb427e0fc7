import { Elysia } from "elysia";
import {
  type ConfigAttemptItem,
  type ConfigRevisionItem,
  ConfigurationDetail,
  Reloaded,
  ReloadProblem,
} from "../../../contract/v1/configuration.ts";
import type { RevisionRow } from "../../../store/revision-rows.ts";
import { auditRequest } from "../../auth/audit-request.ts";
import { reloadDeed } from "../../config/reload.ts";
import type { ServerDeps } from "../../deps.ts";
import { jsonResponse } from "../../json-response.ts";
import { type ConfigAttempt, readConfiguration } from "../../read/configuration.ts";

type Deps = Pick<ServerDeps, "db" | "reload" | "servers">;

/** The configuration in force, and reading its file again. */
export function configurationApi(deps: Deps) {
  return new Elysia({ prefix: "/configuration", normalize: false, tags: ["configuration"] })
    .get("", async () => await showConfiguration(deps), {
      response: { 200: ConfigurationDetail },
      detail: {
        summary:
          "The configuration in force, what it changed, and the latest attempts of every server to read its file",
      },
    })
    .post("/reload", async ({ request }) => await reload(deps, request), {
      response: { 200: Reloaded, 422: ReloadProblem },
      detail: {
        summary: "Read the configuration file again and put it in force, as SIGHUP does",
        description:
          "The server that is asked reads its own file; one at a time. A file with problems changes nothing: they are in the answer.",
      },
    });
}

async function showConfiguration({ db }: Deps): Promise<Response> {
  const { inForce, shown, attempts } = await readConfiguration(db);
  return jsonResponse(ConfigurationDetail, {
    revision: inForce === undefined ? null : revisionItem(inForce),
    diff: shown?.diff ?? null,
    attempts: attempts.map(attemptItem),
  });
}

async function reload({ db, reload: again, servers }: Deps, request: Request): Promise<Response> {
  const outcome = await again("api");
  await servers.refresh();
  switch (outcome.kind) {
    case "applied":
      await auditRequest(db, request, reloadDeed(outcome.applied));
      return jsonResponse(Reloaded, outcome.applied);
    case "refused":
      return new Response(JSON.stringify({ ...refused, problems: outcome.problems }), {
        status: refused.status,
        headers: { "content-type": "application/problem+json", "cache-control": "no-store" },
      });
    default:
      return outcome satisfies never;
  }
}

const refused = {
  type: "about:blank",
  status: 422,
  title: "Unprocessable Content",
  detail: "the configuration has problems; the one before stays in force",
};

function revisionItem({ appliedAt, ...row }: RevisionRow): ConfigRevisionItem {
  return { ...row, appliedAt: appliedAt.toISOString() };
}

function attemptItem({ at, problems, ...attempt }: ConfigAttempt): ConfigAttemptItem {
  return { ...attempt, at: at.toISOString(), problems: [...problems] };
}
