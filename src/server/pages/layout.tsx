import type { ComponentChildren } from "preact";
import { Header, type Section } from "./header.tsx";
import { LanguageChoice } from "./language-choice.tsx";
import { DoneNote, ReloadAlarm } from "./notes.tsx";
import { useView } from "./view.ts";

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
        <main id="content" tabIndex={-1}>
          <DoneNote />
          {section === "configuration" ? null : <ReloadAlarm />}
          {children}
        </main>
        <Footer />
      </body>
    </html>
  );
}

function Footer() {
  const { now, times, version, words } = useView();
  return (
    <footer>
      <p>
        {words.name} {version} · <time dateTime={now.toISOString()}>{times.second(now)}</time> ·{" "}
        {words.frame.times(times.zone(now))}
      </p>
      <LanguageChoice />
    </footer>
  );
}
