import swaggerManifest from "../../../node_modules/swagger-ui-dist/package.json" with { type: "json" };
import swaggerCss from "../../../node_modules/swagger-ui-dist/swagger-ui.css" with { type: "text" };
import swaggerPath from "../../../node_modules/swagger-ui-dist/swagger-ui-bundle.js" with { type: "file" };
import { type Asset, asset } from "./assets.ts";
import startJs from "./explorer.js" with { type: "text" };

/** What the explorer of the API consists of. */
export interface ExplorerAssets {
  readonly library: Asset;
  readonly style: Asset;
  readonly start: Asset;
}

/** Browsers refuse swagger-ui's script unless its charset is told. */
const javascript = "text/javascript; charset=utf-8";

/** The files of the explorer. The library, 1.7 MB, is read when it is asked for; its version stands for a digest. */
export function createExplorerAssets(): ExplorerAssets {
  return {
    library: {
      name: `swagger-ui.${swaggerManifest.version}.js`,
      contentType: javascript,
      content: Bun.file(swaggerPath),
    },
    style: asset("swagger-ui.css", "text/css; charset=utf-8", swaggerCss),
    start: asset("explorer.js", javascript, startJs),
  };
}
