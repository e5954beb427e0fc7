import { Type } from "@sinclair/typebox";
import { Elysia } from "elysia";
import { requestText } from "../../../contract/text.ts";
import { Standing } from "../../../contract/v1/standing.ts";
import type { ServerDeps } from "../../deps.ts";
import { jsonResponse } from "../../json-response.ts";
import { readStanding } from "../../read/standing.ts";
import { standingItem } from "./standing-item.ts";

const text = { minLength: 1, maxLength: 500 } as const;

/** How all sites stand, or those of a label: what `argos nagios` asks for. */
export function standingApi(deps: Pick<ServerDeps, "db" | "clock" | "published">) {
  return new Elysia({ normalize: false, tags: ["summary"] }).get(
    "/standing",
    async ({ query }) => {
      const read = await readStanding(deps.db, { published: deps.published(), wanted: query });
      return jsonResponse(Standing, standingItem(read, deps.clock.now().getTime()));
    },
    {
      query: Type.Object({
        label: Type.Optional(
          requestText({ ...text, description: "only sites with this label, as name:value; may hold *" }),
        ),
        site: Type.Optional(requestText({ ...text, description: "only this site, with or without its scheme" })),
      }),
      response: Standing,
      detail: {
        summary: "How all sites stand, or some of them: counts, the worst checks, how late the queue is",
        description: "Without a filter it costs the same whatever the number of sites.",
      },
    },
  );
}
