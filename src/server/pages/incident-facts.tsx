import type { ComponentChildren } from "preact";
import { shownUrl } from "../../base/secrets/shown-url.ts";
import type { IncidentDetail } from "../../store/incident-detail.ts";
import { Facts } from "./facts.tsx";
import { Instant, SeverityMark } from "./marks.tsx";
import { useView, type View } from "./view.ts";

type Fact = readonly [name: string, value: ComponentChildren];

/** How grave, since when, where and who, in short. */
export function IncidentFacts({ incident }: { readonly incident: IncidentDetail }) {
  const view = useView();
  const facts = [...stateFacts(incident, view), ...timeFacts(incident, view), ...placeFacts(incident, view)];
  const labels = Object.entries(incident.labels);
  return (
    <>
      <Facts facts={facts} />
      {labels.length === 0 ? null : <Facts facts={labels} />}
    </>
  );
}

function stateFacts({ severity, worstSeverity }: IncidentDetail, { words }: View): Fact[] {
  return [
    [words.incidents.now, <SeverityMark severity={severity} />],
    [words.incidents.worst, <SeverityMark severity={worstSeverity} />],
  ];
}

function timeFacts(incident: IncidentDetail, { now, words }: View): Fact[] {
  const { openedAt, closedAt, acknowledgedAt, acknowledgedBy } = incident;
  const { opened, ended, lasts, lasted, acknowledgedTerm, somebody } = words.incidents;
  const lastedMs = Math.max(0, (closedAt ?? now).getTime() - openedAt.getTime());
  return [
    [opened, <Instant at={openedAt} />],
    ...(closedAt === null ? [] : [[ended, <Instant at={closedAt} />] as const]),
    [closedAt === null ? lasts : lasted, words.frame.duration(lastedMs)],
    ...(acknowledgedAt === null
      ? []
      : [
          [
            acknowledgedTerm,
            <>
              {acknowledgedBy ?? somebody}{" "}
              <small>
                <Instant at={acknowledgedAt} />
              </small>
            </>,
          ] as const,
        ]),
  ];
}

function placeFacts(incident: IncidentDetail, { links, words }: View): Fact[] {
  const { about, siteId, targetId, domain, url, checkKey, definedAt, agent } = incident;
  if (about !== "target") return [];
  const { site, target, check, seenBy, gone } = words.incidents;
  const isThere = siteId !== null && targetId !== null;
  return [
    [site, isThere ? <a href={links.site(siteId)}>{shownUrl(domain)}</a> : `${shownUrl(domain)} (${gone})`],
    [target, isThere ? <a href={links.target(targetId)}>{shownUrl(url)}</a> : shownUrl(url)],
    [check, checkKey],
    [seenBy, agent ?? "–"],
    [words.site.defined, <code>{definedAt}</code>],
  ];
}
