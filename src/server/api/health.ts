import { Elysia, t } from "elysia";
import { messageOf } from "../../base/error.ts";
import type { ServerDeps } from "../deps.ts";

/** `/-/healthy`: the process lives. `/-/ready`: it can do its work, that is, it reaches the database. */
export function healthApi(deps: ServerDeps) {
  return new Elysia({ normalize: false, tags: ["health"] })
    .get("/-/healthy", () => "Argos is healthy.\n", { response: t.String(), detail: { summary: "The process lives" } })
    .get("/-/ready", async () => await ready(deps), {
      detail: {
        summary: "The server reaches its database",
        responses: { 200: text("it does"), 503: { ...text("it does not"), headers: retryAfter } },
      },
    });
}

const retryAfter = {
  "Retry-After": { description: "seconds", schema: { type: "integer", format: "int32", minimum: 1 } },
} as const;

/** The OpenAPI description of a line of text. */
function text(description: string) {
  return { description, content: { "text/plain": { schema: { type: "string" } } } } as const;
}

async function ready(deps: ServerDeps): Promise<Response> {
  try {
    await deps.reads.reachable();
    return new Response("Argos is ready.\n");
  } catch (thrown) {
    deps.log.warning("not ready", { error: messageOf(thrown) });
    return new Response("Argos is not ready: the database does not answer.\n", {
      status: 503,
      headers: { "retry-after": "1" },
    });
  }
}
