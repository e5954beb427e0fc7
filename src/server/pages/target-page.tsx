import { shownUrl } from "../../base/secrets/shown-url.ts";
import { worst } from "../../base/severity.ts";
import type { TargetWithSpec } from "../../store/target-rows.ts";
import type { TargetAvailability } from "../read/availability.ts";
import type { TargetRead } from "../read/target.ts";
import { AvailabilitySection } from "./availability-section.tsx";
import { CheckTable } from "./check-table.tsx";
import { curlCommand } from "./curl-command.ts";
import { EvidenceSection } from "./evidence-section.tsx";
import { Facts } from "./facts.tsx";
import { IncidentNote } from "./incident-note.tsx";
import { Layout } from "./layout.tsx";
import { SeverityMark } from "./marks.tsx";
import { ResultTable } from "./result-table.tsx";
import { CheckAgain } from "./site-doing.tsx";
import { TransitionTable } from "./transition-table.tsx";
import { Url } from "./url.tsx";
import { useView } from "./view.ts";

interface TargetProps {
  readonly read: TargetRead;
  /** Undefined when the target was taken away meanwhile. */
  readonly availability: TargetAvailability | undefined;
  /** Whether the results are a page after the first. */
  readonly continued: boolean;
}

/** A target: its checks, its latest results, what changed and what was seen. */
export function TargetPage({ read, availability, continued }: TargetProps) {
  const { links, words } = useView();
  const { target, checks } = read;
  return (
    <Layout title={shownUrl(target.url)} section="sites">
      <h1>
        <SeverityMark severity={worst(checks.map((check) => check.severity))} /> {target.method}{" "}
        <Url url={target.url} />
      </h1>
      <IncidentNote incident={read.incident} />
      <TargetFacts target={target} />
      <CheckAgain action={links.to.rescheduleTarget(target.id)} text={words.doing.reschedule.target} />
      <CheckTable checks={checks} />
      {availability === undefined ? null : <AvailabilitySection targetId={target.id} read={availability} />}
      <ResultTable targetId={target.id} page={read.results} continued={continued} />
      <TransitionTable rows={read.transitions.rows} />
      <EvidenceSection evidence={read.evidence} />
      <section aria-labelledby="reproduce">
        <h2 id="reproduce">{words.target.reproduce}</h2>
        <pre>
          <code>{curlCommand(target.spec)}</code>
        </pre>
        <p class="quiet">{words.target.secrets}</p>
      </section>
    </Layout>
  );
}

function TargetFacts({ target }: { readonly target: TargetWithSpec }) {
  const { links, words } = useView();
  const { recheckSeconds, spec } = target;
  const facts = [
    [words.target.site, <a href={links.site(target.siteId)}>{shownUrl(target.domain)}</a>],
    [words.site.every, words.frame.duration(target.intervalSeconds * 1000)],
    [words.target.recheck, recheckSeconds === null ? "–" : words.frame.duration(recheckSeconds * 1000)],
    [words.target.timeout, words.frame.duration(spec.timeoutMs)],
    [words.target.family, words.target.families[spec.family]],
    [words.site.defined, <code>{target.definedAt}</code>],
  ] as const;
  return <Facts facts={facts} />;
}
