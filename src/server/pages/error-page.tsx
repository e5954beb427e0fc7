import type { Words } from "./english.ts";
import { Layout } from "./layout.tsx";
import { useView } from "./view.ts";

/** What went wrong, in words for a person. */
export type PageFault =
  | "not-found"
  | "bad-cursor"
  | "refused"
  | "database"
  | "failed"
  | "forbidden"
  | "foreign-form"
  | LinkFault;

/** What is wrong with the link of a message, or with the one for the first administrator. */
type LinkFault = "wrong-link" | "expired-link" | "no-incident" | "no-setup";

/** The HTTP status of each fault. */
export const faultStatus: Readonly<Record<PageFault, number>> = {
  "not-found": 404,
  "bad-cursor": 400,
  refused: 400,
  database: 503,
  failed: 500,
  forbidden: 403,
  "foreign-form": 403,
  "wrong-link": 403,
  "expired-link": 410,
  "no-incident": 404,
  "no-setup": 404,
};

/** A page that says what went wrong and leads back. */
export function ErrorPage({ fault }: { readonly fault: PageFault }) {
  const { links, words } = useView();
  const { title, text } = faultWords(fault, words);
  return (
    <Layout title={title} section={undefined}>
      <section class="empty">
        <h1>{title}</h1>
        <p>{text}</p>
        <p>
          <a href={links.summary()}>{words.nav.summary}</a> · <a href={links.sites()}>{words.nav.sites}</a>
        </p>
      </section>
    </Layout>
  );
}

function faultWords(fault: PageFault, { errors, access }: Words) {
  switch (fault) {
    case "not-found":
      return { title: errors.notFoundTitle, text: errors.notFound };
    case "bad-cursor":
      return { title: errors.notFoundTitle, text: errors.badCursor };
    case "refused":
      return { title: errors.refusedTitle, text: errors.refused };
    case "database":
      return { title: errors.databaseTitle, text: errors.database };
    case "failed":
      return { title: errors.failedTitle, text: errors.failed };
    case "forbidden":
      return { title: access.forbiddenTitle, text: access.forbidden };
    case "foreign-form":
      return { title: access.foreignTitle, text: access.foreign };
    case "wrong-link":
      return { title: errors.wrongLinkTitle, text: errors.wrongLink };
    case "expired-link":
      return { title: errors.expiredLinkTitle, text: errors.expiredLink };
    case "no-incident":
      return { title: errors.notFoundTitle, text: errors.noIncident };
    case "no-setup":
      return { title: access.setup.overTitle, text: access.setup.over };
    default:
      return fault satisfies never;
  }
}
