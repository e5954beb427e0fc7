import { type Explorer, type ExplorerAssets, explorers } from "../assets/explorer-assets.ts";
import { useView } from "../pages/view.ts";

/** An explorer of the API: the only pages with a script. */
export function ExplorerPage({ explorer, assets }: { readonly explorer: Explorer; readonly assets: ExplorerAssets }) {
  const { assets: pageAssets, links, words } = useView();
  return (
    <html lang={words.language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`${words.nav.api} · ${words.name}`}</title>
        <link rel="icon" type="image/svg+xml" href={links.asset(pageAssets.icon.name)} />
        {assets.styles.map(({ name }) => (
          <link key={name} rel="stylesheet" href={links.asset(name)} />
        ))}
      </head>
      <body>
        <nav class="explorers" aria-label={words.nav.api}>
          <a href={links.summary()}>{words.name}</a>
          {explorers.map((one) => (
            <a key={one} href={links.explorer(one)} aria-current={one === explorer ? "page" : undefined}>
              {explorerNames[one]}
            </a>
          ))}
          <a href={links.openapi()}>OpenAPI</a>
        </nav>
        <div id="explorer" data-document={links.openapi()} />
        <script src={links.asset(assets.library.name)} />
        <script src={links.asset(assets.start.name)} />
      </body>
    </html>
  );
}

const explorerNames: Readonly<Record<Explorer, string>> = { swagger: "Swagger UI", redoc: "Redoc" };
