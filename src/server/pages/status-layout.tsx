import type { ComponentChildren } from "preact";
import { useView } from "./view.ts";

interface StatusLayoutProps {
  readonly title: string;
  /** Whether search engines may list the page. */
  readonly isListed: boolean;
  readonly feed: string;
  readonly children: ComponentChildren;
}

/** The document around a page for people without a login: nothing in it leads inside. */
export function StatusLayout({ title, isListed, feed, children }: StatusLayoutProps) {
  const { assets, links, words } = useView();
  return (
    <html lang={words.language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        {isListed ? null : <meta name="robots" content="noindex" />}
        <title>{title}</title>
        <link rel="icon" type="image/svg+xml" href={links.asset(assets.icon.name)} />
        <link rel="stylesheet" href={links.asset(assets.pico.name)} />
        <link rel="stylesheet" href={links.asset(assets.style.name)} />
        <link rel="alternate" type="application/atom+xml" href={feed} />
      </head>
      <body class="status-page">
        <main id="content">{children}</main>
        <StatusFooter />
      </body>
    </html>
  );
}

function StatusFooter() {
  const { now, times, words } = useView();
  return (
    <footer>
      <p>
        <time dateTime={now.toISOString()}>{times.second(now)}</time> · {words.frame.times(times.zone(now))}
      </p>
    </footer>
  );
}
