import { type AnyElysia, Elysia } from "elysia";
import { createExplorerAssets } from "../assets/explorer-assets.ts";
import { pageResponse } from "../pages/page-response.tsx";
import type { Views } from "../pages/view.ts";
import { explorerHeaders } from "../security-headers.ts";
import { openApiDocument } from "./document.ts";
import { ExplorerPage } from "./explorer-page.tsx";

interface DocsDeps {
  readonly views: Views;
  /** The application whose routes are documented, asked for when the document is. */
  readonly app: () => AnyElysia;
}

/** `/openapi.json` and `/docs`, an explorer of it that asks nobody else for anything. */
export function docsPlugin({ views, app }: DocsDeps) {
  const assets = createExplorerAssets();
  return new Elysia({ normalize: false, detail: { hide: true } })
    .get("/openapi.json", ({ request }) => {
      const root = views(request).links.summary().replace(/\/$/, "");
      return Response.json(openApiDocument(app(), root === "" ? "/" : root), {
        headers: { "cache-control": "no-cache" },
      });
    })
    .get("/docs", ({ request }) =>
      pageResponse(views(request), <ExplorerPage assets={assets} />, { headers: explorerHeaders }),
    );
}
