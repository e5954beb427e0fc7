import type { ExplorerAssets } from "../assets/explorer-assets.ts";
import { useView } from "../pages/view.ts";

/** The explorer of the API: the only page with a script. */
export function ExplorerPage({ assets }: { readonly assets: ExplorerAssets }) {
  const { assets: pageAssets, links, words } = useView();
  return (
    <html lang={words.language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`${words.nav.api} · ${words.name}`}</title>
        <link rel="icon" type="image/svg+xml" href={links.asset(pageAssets.icon.name)} />
        <link rel="stylesheet" href={links.asset(assets.style.name)} />
      </head>
      <body>
        <div id="explorer" data-document={links.openapi()} />
        <script src={links.asset(assets.library.name)} />
        <script src={links.asset(assets.start.name)} />
      </body>
    </html>
  );
}
