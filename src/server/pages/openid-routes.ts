import { openidPlugin } from "../auth/openid.ts";
import { loadTickets } from "../auth/openid-ticket.ts";
import type { ServerDeps } from "../deps.ts";
import { letIn } from "./let-in.ts";
import type { Views } from "./view.ts";

/** The way in by a provider of OpenID Connect. */
export function openidRoutes({ db, server, clock, log }: ServerDeps, views: Views) {
  return openidPlugin({
    settings: () => server().openid,
    publicUrl: () => server().publicUrl,
    rootPath: () => server().rootPath,
    tickets: () => db.run(loadTickets),
    onLogin: async (person, request, next) =>
      await letIn({ db, server }, person, { request, view: views(request), next }),
    views,
    clock,
    log,
  });
}
