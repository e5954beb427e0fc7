import { type SitesRequest, sitesQuery } from "./sites-wanted.ts";
import { useView } from "./view.ts";

interface EmptyProps {
  readonly asked: SitesRequest;
  /** Whether the list goes on all the same. */
  readonly goesOn: boolean;
}

/** Instead of an empty table: what was asked for, and how to ask for more. */
export function NoSiteMatches({ asked, goesOn }: EmptyProps) {
  const { links, words } = useView();
  const { none } = words.siteList;
  if (goesOn) return <p class="quiet">{none.cutShort}</p>;
  if (asked.continued) return <p class="quiet">{none.end}</p>;
  const wider = widerRequests(asked);
  return (
    <section class="empty">
      <h2>{none.title}</h2>
      {asked.label === undefined || asked.label.includes(":") ? null : <p>{none.badLabel}</p>}
      <p>{none.widen}</p>
      <ul>
        {wider.map(({ part, request }) => (
          <li key={part}>
            <a href={links.sites(sitesQuery(request))}>
              <WithoutWords part={part} asked={asked} />
            </a>
          </li>
        ))}
        {wider.length === 1 ? null : (
          <li>
            <a href={links.sites()}>{none.all}</a>
          </li>
        )}
      </ul>
    </section>
  );
}

type Part = "search" | "severity" | "label" | "reason";

/** The same request without one of its conditions, for each it has. */
function widerRequests(asked: SitesRequest): { readonly part: Part; readonly request: SitesRequest }[] {
  const all: { readonly part: Part; readonly request: SitesRequest }[] = [
    { part: "search", request: { ...asked, search: "" } },
    { part: "severity", request: { ...asked, severity: undefined } },
    { part: "label", request: { ...asked, label: undefined } },
    { part: "reason", request: { ...asked, reason: undefined } },
  ];
  return all.filter(({ part }) => asked[part] !== undefined && asked[part] !== "");
}

function WithoutWords({ part, asked }: { readonly part: Part; readonly asked: SitesRequest }) {
  const { words } = useView();
  const { without } = words.siteList.none;
  const { search, severity = "ok", label = "", reason = "passed" } = asked;
  switch (part) {
    case "search":
      return <>{without.search(search)}</>;
    case "severity":
      return (
        <>
          {without.severity(severity === "not-ok" ? words.siteList.severities[severity] : words.severities[severity])}
        </>
      );
    case "label":
      return <>{without.label(label)}</>;
    case "reason":
      return <>{without.reason(words.reasons[reason])}</>;
    default:
      return part satisfies never;
  }
}
