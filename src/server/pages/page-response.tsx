import type { VNode } from "preact";
import { renderToString } from "preact-render-to-string";
import { type View, ViewContext } from "./view.ts";

interface PageOptions {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Renders a page. */
export function pageResponse(view: View, page: VNode, options: PageOptions = {}): Response {
  const html = renderToString(<ViewContext.Provider value={view}>{page}</ViewContext.Provider>);
  return new Response(`<!doctype html>\n${html}`, {
    status: options.status ?? 200,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-language": view.words.language,
      vary: "accept-language, cookie",
      ...options.headers,
    },
  });
}
