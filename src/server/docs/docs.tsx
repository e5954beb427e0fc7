import { type AnyElysia, Elysia } from "elysia";
import { assetResponse } from "../assets/assets.ts";
import { createExplorerAssets } from "../assets/explorer-assets.ts";
import { pageResponse } from "../pages/page-response.tsx";
import type { View } from "../pages/view.ts";
import { explorerHeaders } from "../security-headers.ts";
import { openApiDocument } from "./document.ts";
import { ExplorerPage } from "./explorer-page.tsx";

interface DocsDeps {
  readonly views: () => View;
  /** The application whose routes are documented, asked for when the document is. */
  readonly app: () => AnyElysia;
}

/** `/openapi.json` and `/docs`, an explorer of it that asks nobody else for anything. */
export function docsPlugin({ views, app }: DocsDeps) {
  const assets = createExplorerAssets();
  const { library, style, start } = assets;
  return new Elysia({ normalize: false, detail: { hide: true } })
    .get("/openapi.json", () => {
      const root = views().links.summary().replace(/\/$/, "");
      return Response.json(openApiDocument(app(), root === "" ? "/" : root), {
        headers: { "cache-control": "no-cache", "x-content-type-options": "nosniff" },
      });
    })
    .get("/docs", () => pageResponse(views(), <ExplorerPage assets={assets} />, { headers: explorerHeaders }))
    .get(`/assets/${library.name}`, ({ request }) => assetResponse(request, library))
    .get(`/assets/${style.name}`, ({ request }) => assetResponse(request, style))
    .get(`/assets/${start.name}`, ({ request }) => assetResponse(request, start));
}
