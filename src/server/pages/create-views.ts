import { version } from "../../base/version.ts";
import { createPageAssets } from "../assets/assets.ts";
import { mayCall } from "../auth/caller.ts";
import { callerOf } from "../auth/guard.ts";
import type { ServerDeps } from "../deps.ts";
import { pathOf, queryOf } from "../http/request-target.ts";
import { createLinks, type Links } from "../links.ts";
import { acceptedLanguage } from "./accepted-language.ts";
import { doneOf } from "./done.ts";
import { wordsOf } from "./language.ts";
import { readPreferences } from "./preferences.ts";
import { timesIn } from "./times.ts";
import type { Views } from "./view.ts";

/** Characters of an address that a page keeps to come back to. */
const hereMax = 2000;

/** Makes the views of an installation. */
export function createViews(deps: Pick<ServerDeps, "clock" | "server" | "notifications" | "servers">): Views {
  const assets = createPageAssets();
  return (request) => {
    const settings = deps.notifications();
    const caller = callerOf(request);
    const links = createLinks(deps.server().rootPath);
    const chosen = readPreferences(request).language;
    const language = chosen ?? acceptedLanguage(request.headers.get("accept-language"), settings.language);
    return {
      links,
      assets,
      words: wordsOf[language],
      times: timesIn(language, settings.timeZone),
      here: addressOf(request, links),
      now: deps.clock.now(),
      version,
      caller,
      done: doneOf(request.url),
      withoutReload: mayCall(caller, "private", "none") ? deps.servers.withoutReload() : [],
    };
  };
}

/** What a form was sent to, or a provider led back to, cannot be come back to. */
function addressOf(request: Request, links: Links): string {
  const address = `${links.summary().slice(0, -1)}${pathOf(request)}${queryOf(request)}`;
  const isOnce = request.method === "POST" || pathOf(request).startsWith("/login/openid");
  return isOnce || address.length > hereMax ? links.summary() : address;
}
