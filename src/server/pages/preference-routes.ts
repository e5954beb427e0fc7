import { Elysia } from "elysia";
import { isFromHere } from "../auth/from-here.ts";
import type { ServerDeps } from "../deps.ts";
import { readText } from "../http/read-body.ts";
import { ownAddress } from "./own-address.ts";
import { errorPage } from "./pages.tsx";
import { parseLanguage, parseRefreshSeconds, preferenceCookie } from "./preferences.ts";
import type { View, Views } from "./view.ts";

/** Bytes of the form at most: it has one number. */
const formBytesMax = 200;

/**
 * What visitors choose for their browser, kept in cookies: nobody else is touched, so neither needs a login. The language
 * is a link, for the foot of every page; what the form of the summary says must come from a page of ours.
 */
export function preferenceRoutes({ server }: Pick<ServerDeps, "server">, views: Views) {
  const root = () => `${server().rootPath.replace(/\/+$/, "")}/`;
  return new Elysia({ normalize: false, detail: { hide: true } })
    .get("/language", ({ query, request }) => {
      const view = views(request);
      const language = parseLanguage(query.to);
      if (language === undefined) return errorPage(view, "not-found");
      const to = ownAddress(query.back ?? "", root()) ?? view.links.summary();
      return goTo(to, preferenceCookie("language", language, root()));
    })
    .post("/refresh", async ({ request }) => await chooseRefresh(request, { view: views(request), root: root() }), {
      parse: "none",
    });
}

async function chooseRefresh(request: Request, at: { readonly view: View; readonly root: string }): Promise<Response> {
  if (!isFromHere(request)) return errorPage(at.view, "forbidden");
  const text = await readText(request, formBytesMax);
  if (text === "") return errorPage(at.view, "not-found");
  const seconds = parseRefreshSeconds(new URLSearchParams(text).get("seconds"));
  return goTo(at.view.links.summary(), preferenceCookie("refresh", seconds === undefined ? "" : `${seconds}`, at.root));
}

function goTo(location: string, cookie: string): Response {
  return new Response(null, { status: 303, headers: { location, "set-cookie": cookie } });
}
