import { type AnyElysia, Elysia } from "elysia";
import { createExplorerAssets, type Explorer } from "../assets/explorer-assets.ts";
import { pageResponse } from "../pages/page-response.tsx";
import type { Views } from "../pages/view.ts";
import { explorerHeaders, redocHeaders } from "../security-headers.ts";
import { openApiDocument } from "./document.ts";
import { ExplorerPage } from "./explorer-page.tsx";

interface DocsDeps {
  readonly views: Views;
  /** The application whose routes are documented, asked for when the document is. */
  readonly app: () => AnyElysia;
}

/** `/openapi.json`, and two explorers of it that ask nobody else for anything: `/docs` and `/redoc`, as the original has. */
export function docsPlugin({ views, app }: DocsDeps) {
  const assets = createExplorerAssets();
  /** Routes never change while a server runs; only the folder below which they stand may. */
  let made: { readonly root: string; readonly text: string } | undefined;
  const page = (request: Request, explorer: Explorer) =>
    pageResponse(views(request), <ExplorerPage explorer={explorer} assets={assets[explorer]} />, {
      headers: explorer === "redoc" ? redocHeaders : explorerHeaders,
    });
  return new Elysia({ normalize: false, detail: { hide: true } })
    .get("/openapi.json", ({ request }) => {
      const root = views(request).links.summary().replace(/\/$/, "") || "/";
      if (made?.root !== root) made = { root, text: JSON.stringify(openApiDocument(app(), root)) };
      return new Response(made.text, { headers: { "content-type": "application/json", "cache-control": "no-cache" } });
    })
    .get("/docs", ({ request }) => page(request, "swagger"))
    .get("/redoc", ({ request }) => page(request, "redoc"));
}
