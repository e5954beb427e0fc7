import type { ComponentChildren } from "preact";
import { shownUrl } from "../../base/secrets/shown-url.ts";
import type { FlappingRule } from "../../config/notifications.ts";
import type { StoredSilence } from "../../store/silences.ts";
import type { IncidentRead } from "../read/incident.ts";
import type { SiteSilences } from "../read/silences.ts";
import { CauseLine } from "./cause-line.tsx";
import { EventTable } from "./event-table.tsx";
import { EvidenceParts } from "./evidence-section.tsx";
import { IncidentDoing } from "./incident-doing.tsx";
import { IncidentFacts } from "./incident-facts.tsx";
import { IncidentMessages } from "./incident-messages.tsx";
import { IncidentName } from "./incident-name.tsx";
import { IncidentTable } from "./incident-table.tsx";
import { Layout } from "./layout.tsx";
import { Instant, SeverityMark } from "./marks.tsx";
import { useView } from "./view.ts";
import { Meanings, Why } from "./why.tsx";

interface IncidentProps {
  readonly read: IncidentRead;
  readonly silences: SiteSilences;
  /** Those that somebody made while it lasted, oldest first. */
  readonly made: readonly StoredSilence[];
  readonly flapping: FlappingRule;
}

/** An incident: why, since when, what was seen, what happened, what it shares with others and who was told. */
export function IncidentPage({ read, silences, made, flapping }: IncidentProps) {
  const { words } = useView();
  const { incident } = read;
  const title = incident.about === "target" ? shownUrl(incident.domain) : words.incidents.one(incident.id);
  return (
    <Layout title={title} section="incidents">
      <h1>
        <SeverityMark severity={incident.severity} /> <IncidentName incident={incident} />
      </h1>
      <p class="lead">
        {incident.closedAt === null ? null : `${words.incidents.columns.was}${words.frame.colon}`}
        <Why reason={incident.reason} message={incident.message} />
      </p>
      <Meanings reasons={[incident.reason]} />
      {incident.flapping ? <FlappingNote read={read} rule={flapping} /> : null}
      <IncidentFacts incident={incident} />
      <IncidentDoing incident={incident} silences={silences} />
      {incident.about === "target" ? <EvidenceSides read={read} /> : null}
      <EventTable events={read.events} silences={made} />
      <CauseSection read={read} />
      <IncidentMessages page={read.messages} />
    </Layout>
  );
}

function FlappingNote({
  read: { incident, checks },
  rule,
}: {
  readonly read: IncidentRead;
  readonly rule: FlappingRule;
}) {
  const { words } = useView();
  const changes = checks.filter((check) => check.flapping).flatMap((check) => check.changesMs);
  return (
    <p class="alarm warning">
      {incident.closedAt === null
        ? words.incidents.flaps(rule, words.severities[incident.worstSeverity])
        : words.incidents.flapped(rule)}
      {changes.length === 0 ? null : (
        <small>
          {words.incidents.changes}{" "}
          {changes.map((ms, index) => (
            <span key={`${index}:${ms}`}>
              {index === 0 ? "" : ", "}
              <Instant at={new Date(ms)} />
            </span>
          ))}
        </small>
      )}
    </p>
  );
}

/** The first failure and the recovery, side by side where there is room. */
function EvidenceSides({ read: { incident, evidence } }: { readonly read: IncidentRead }) {
  const { words } = useView();
  const { failure, recovery, noFailure, noRecovery, notYet } = words.incidents.evidence;
  return (
    <div class={evidence.recovery === undefined ? undefined : "sides"}>
      <Side id="failure" title={failure} seen={evidence.failure} otherwise={noFailure} />
      <Side
        id="recovery"
        title={recovery}
        seen={evidence.recovery}
        otherwise={incident.closedAt === null ? notYet : noRecovery}
      />
    </div>
  );
}

interface SideProps {
  readonly id: string;
  readonly title: string;
  readonly seen: IncidentRead["evidence"]["failure"];
  readonly otherwise: ComponentChildren;
}

function Side({ id, title, seen, otherwise }: SideProps) {
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>
        {title} {seen === undefined ? null : <Instant at={seen.slot} />}
      </h2>
      {seen === undefined ? <p class="quiet">{otherwise}</p> : <EvidenceParts seen={seen.observation} />}
    </section>
  );
}

function CauseSection({ read: { cause, others } }: { readonly read: IncidentRead }) {
  const { links, words } = useView();
  const { heading, history, others: caption, alone, all } = words.incidents.cause;
  if (cause === undefined) return null;
  return (
    <section aria-labelledby="cause">
      <h2 id="cause">{heading}</h2>
      <p>
        <a href={links.incidents({ cause: String(cause.id) })}>
          <CauseLine cause={cause} />
        </a>{" "}
        <small>{history(cause.incidents, cause.openIncidents)}</small>
      </p>
      {others.length === 0 ? <p class="quiet">{alone}</p> : <IncidentTable caption={caption} rows={others} />}
      {others.length === 0 ? null : (
        <p>
          <a href={links.incidents({ cause: String(cause.id) })}>{all}</a>
        </p>
      )}
    </section>
  );
}
