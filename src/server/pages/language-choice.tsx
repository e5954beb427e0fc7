import { type Language, languages } from "../../config/notifications.ts";
import { useView } from "./view.ts";

/** Each language in its own words. */
const ownNames: Readonly<Record<Language, string>> = { en: "English", fr: "Français" };

/** Ways to read this page in another language, remembered from then on. */
export function LanguageChoice() {
  const { here, links, words } = useView();
  return (
    <nav class="languages" aria-label={words.frame.language}>
      {languages.map((one) =>
        one === words.language ? (
          <span key={one} lang={one} aria-current="true">
            {ownNames[one]}
          </span>
        ) : (
          <a key={one} href={links.language({ to: one, back: here })} lang={one} hreflang={one} rel="nofollow">
            {ownNames[one]}
          </a>
        ),
      )}
    </nav>
  );
}
