import { Elysia } from "elysia";
import type { ServerDeps } from "../deps.ts";
import { accountRoutes } from "./account-routes.tsx";
import { auditRoutes } from "./audit-routes.tsx";
import { loginRoutes } from "./login-routes.tsx";
import { setupRoutes } from "./setup-routes.tsx";
import type { Views } from "./view.ts";

/** Pages about who may do what, and who did. */
export function accessPages(deps: ServerDeps, views: Views) {
  return new Elysia({ normalize: false, detail: { hide: true } })
    .use(loginRoutes(deps, views))
    .use(setupRoutes(deps, views))
    .use(accountRoutes(deps, views))
    .use(auditRoutes(deps, views));
}
