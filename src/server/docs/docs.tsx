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
  const page = (request: Request, explorer: Explorer) =>
    pageResponse(views(request), <ExplorerPage explorer={explorer} assets={assets[explorer]} />, {
      headers: explorer === "redoc" ? redocHeaders : explorerHeaders,
    });
  return new Elysia({ normalize: false, detail: { hide: true } })
    .get("/openapi.json", ({ request }) => {
      const root = views(request).links.summary().replace(/\/$/, "");
      return Response.json(openApiDocument(app(), root === "" ? "/" : root), {
        headers: { "cache-control": "no-cache" },
      });
    })
    .get("/docs", ({ request }) => page(request, "swagger"))
    .get("/redoc", ({ request }) => page(request, "redoc"));
}
