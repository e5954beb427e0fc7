import { Elysia } from "elysia";
import type { ServerDeps } from "../deps.ts";
import { refuseUnstorable } from "../http/unstorable-text.ts";
import { accessPages } from "./access-routes.ts";
import { actPlugin } from "./act.tsx";
import { agentPages } from "./agent-routes.tsx";
import { availabilityPages } from "./availability-routes.tsx";
import { badgePages } from "./badge-routes.ts";
import { certificatePages } from "./certificate-routes.tsx";
import { configurationPages } from "./configuration-routes.tsx";
import { incidentForms, messageForms, siteForms } from "./doing-routes.tsx";
import { feedPages } from "./feed-routes.ts";
import { incidentPages } from "./incident-routes.tsx";
import { openidRoutes } from "./openid-routes.ts";
import { pagesPlugin } from "./pages.tsx";
import { preferenceRoutes } from "./preference-routes.ts";
import { silencePages } from "./silence-routes.tsx";
import { sitePages } from "./site-routes.tsx";
import { statusPages } from "./status-routes.tsx";
import type { Views } from "./view.ts";

/** Every page for people, which all work without script. */
export function allPages(deps: ServerDeps, views: Views) {
  return new Elysia({ normalize: false, detail: { hide: true } })
    .onTransform({ as: "scoped" }, ({ query }) => refuseUnstorable(Object.entries<unknown>(query)))
    .use(pagesPlugin(deps, views))
    .use(sitePages(deps, views))
    .use(certificatePages(deps, views))
    .use(actPlugin(deps, views))
    .use(incidentPages(deps, views))
    .use(silencePages(deps, views))
    .use(incidentForms(deps, views))
    .use(siteForms(deps, views))
    .use(messageForms(deps, views))
    .use(agentPages(deps, views))
    .use(configurationPages(deps, views))
    .use(availabilityPages(views))
    .use(preferenceRoutes(deps, views))
    .use(accessPages(deps, views))
    .use(openidRoutes(deps, views))
    .use(statusPages(deps, views))
    .use(badgePages(deps, views))
    .use(feedPages(deps, views));
}
