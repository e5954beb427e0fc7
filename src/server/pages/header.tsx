import { mayCall } from "../auth/caller.ts";
import { PersonNav } from "./person-nav.tsx";
import { useView } from "./view.ts";

/** The parts of the site that the navigation names, in its order. */
const parts = [
  "summary",
  "sites",
  "incidents",
  "certificates",
  "silences",
  "agents",
  "notifications",
  "configuration",
] as const;
export type Section = (typeof parts)[number] | undefined;

/** Parts that are never public. */
const privateParts: readonly Section[] = ["agents", "notifications", "configuration"];

const navigationId = "navigation";

/**
 * The name, the ways to each part, and who is logged in. Where there is no room the ways wait behind a button: a popover,
 * which browsers open and close without script; those that know none show it in its place.
 */
export function Header({ section }: { readonly section: Section }) {
  const { assets, caller, links, words } = useView();
  const mayAll = mayCall(caller, "private", "none");
  const shown = parts.filter((part) => mayAll || !privateParts.includes(part));
  return (
    <header>
      <a class="name" href={links.summary()}>
        <img src={links.asset(assets.icon.name)} alt="" width="28" height="28" />
        {words.name}
      </a>
      <button class="menu" type="button" popovertarget={navigationId}>
        {words.frame.menu}
      </button>
      <nav id={navigationId} popover="auto" aria-label={words.navigation}>
        {shown.map((part) => (
          <a key={part} href={links[part]()} aria-current={section === part ? "page" : undefined}>
            {words.nav[part]}
          </a>
        ))}
        <a href={links.explorer("swagger")}>{words.nav.api}</a>
      </nav>
      <PersonNav />
    </header>
  );
}
