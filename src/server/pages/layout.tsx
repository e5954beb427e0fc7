import type { ComponentChildren } from "preact";
import { useView } from "./view.ts";

/** The parts of the site that the navigation names. */
const parts = ["summary", "sites", "incidents", "notifications"] as const;
export type Section = (typeof parts)[number] | undefined;

interface LayoutProps {
  readonly title: string;
  readonly section: Section;
  readonly children: ComponentChildren;
}

/** The document around a page. */
export function Layout({ title, section, children }: LayoutProps) {
  const { assets, links, words } = useView();
  return (
    <html lang={words.language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>{`${title} · ${words.name}`}</title>
        <link rel="icon" type="image/svg+xml" href={links.asset(assets.icon.name)} />
        <link rel="stylesheet" href={links.asset(assets.pico.name)} />
        <link rel="stylesheet" href={links.asset(assets.style.name)} />
      </head>
      <body>
        <a class="skip" href="#content">
          {words.skip}
        </a>
        <Header section={section} />
        <main id="content">{children}</main>
        <Footer />
      </body>
    </html>
  );
}

function Header({ section }: { readonly section: Section }) {
  const { assets, links, words } = useView();
  return (
    <header>
      <a class="name" href={links.summary()}>
        <img src={links.asset(assets.icon.name)} alt="" width="28" height="28" />
        {words.name}
      </a>
      <nav aria-label={words.navigation}>
        {parts.map((part) => (
          <a key={part} href={links[part]()} aria-current={section === part ? "page" : undefined}>
            {words.nav[part]}
          </a>
        ))}
        <a href={links.explorer("swagger")}>{words.nav.api}</a>
      </nav>
    </header>
  );
}

function Footer() {
  const { now, version, words } = useView();
  return (
    <footer>
      <p>
        {words.name} {version} ·{" "}
        <time dateTime={now.toISOString()}>{now.toISOString().slice(0, 19).replace("T", " ")}</time> ·{" "}
        {words.timesAreUtc}
      </p>
    </footer>
  );
}
