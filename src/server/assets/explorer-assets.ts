import redocPath from "../../../node_modules/redoc/bundles/redoc.standalone.js" with { type: "file" };
import redocManifest from "../../../node_modules/redoc/package.json" with { type: "json" };
import swaggerManifest from "../../../node_modules/swagger-ui-dist/package.json" with { type: "json" };
import swaggerCss from "../../../node_modules/swagger-ui-dist/swagger-ui.css" with { type: "text" };
import swaggerPath from "../../../node_modules/swagger-ui-dist/swagger-ui-bundle.js" with { type: "file" };
import { type Asset, asset } from "./assets.ts";
import explorerCss from "./explorer.css" with { type: "text" };
import redocStart from "./redoc-start.js" with { type: "text" };
import swaggerStart from "./swagger-start.js" with { type: "text" };

/** What one explorer of the API consists of. */
export interface ExplorerAssets {
  readonly library: Asset;
  readonly styles: readonly Asset[];
  readonly start: Asset;
}

export const explorers = ["swagger", "redoc"] as const;
export type Explorer = (typeof explorers)[number];

/** Browsers refuse these scripts unless their charset is told. */
const javascript = "text/javascript; charset=utf-8";

/** A picture that Redoc would fetch from its makers' server: the page asks nobody else for anything, so it goes without. */
const foreignPicture = "https://cdn.redoc.ly/redoc/logo-mini.svg";
const noPicture = "data:,";

/** The files of the explorers. The libraries, 1.7 and 1.1 MB, are read when asked for; their versions stand for digests. */
export function createExplorerAssets(): Readonly<Record<Explorer, ExplorerAssets>> {
  const around = asset("explorer.css", "text/css; charset=utf-8", explorerCss);
  return {
    swagger: {
      library: library(`swagger-ui.${swaggerManifest.version}.js`, async () => await Bun.file(swaggerPath).text()),
      styles: [asset("swagger-ui.css", "text/css; charset=utf-8", swaggerCss), around],
      start: asset("swagger-start.js", javascript, swaggerStart),
    },
    redoc: {
      library: library(`redoc.${redocManifest.version}.js`, async () =>
        (await Bun.file(redocPath).text()).replaceAll(foreignPicture, noPicture),
      ),
      styles: [around],
      start: asset("redoc-start.js", javascript, redocStart),
    },
  };
}

/** Every file of every explorer. */
export function listExplorerAssets(): Asset[] {
  return Object.values(createExplorerAssets()).flatMap(({ library: one, styles, start }) => [one, ...styles, start]);
}

function library(name: string, content: () => Promise<string>): Asset {
  return { name, contentType: javascript, content };
}
