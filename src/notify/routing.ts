import { indexBySite } from "../checks/site-index.ts";
import type { MatchedSite } from "../checks/site-match.ts";
import type { AlertOccasion, NotificationSettings } from "../config/notifications.ts";

/** Who is told of something. */
export interface Routed {
  /** Ids of recipients, each once: those of the route, then those who hear of the site by themselves. */
  readonly ids: readonly string[];
  /** Milliseconds between reminders; undefined for none. */
  readonly remindMs: number | undefined;
}

/** Finds who is told. A site without name and labels stands for what is about no site. */
export interface Routing {
  recipientsOf(site: MatchedSite, occasion: AlertOccasion): Routed;
}

/** Makes the routes of a configuration quick to ask: 10,000 of single websites cost a lookup. */
export function compileRouting(settings: Pick<NotificationSettings, "routes" | "subscriptions">): Routing {
  const routesOf = indexBySite(settings.routes);
  const subscriptionsOf = indexBySite(settings.subscriptions);
  return {
    recipientsOf(site, occasion) {
      const routes = routesOf(site);
      const told = routes.find((route) => route.told[occasion] !== undefined)?.told[occasion] ?? [];
      const heard = subscriptionsOf(site).flatMap((one) => one.told[occasion]);
      const remind = routes.find((route) => route.remindMs !== undefined)?.remindMs;
      return { ids: [...new Set([...told, ...heard])], remindMs: remind === "never" ? undefined : remind };
    },
  };
}
