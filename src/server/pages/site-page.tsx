import { shownUrl } from "../../base/secrets/shown-url.ts";
import { worst } from "../../base/severity.ts";
import type { Accounts, SiteAvailability } from "../read/availability.ts";
import type { SiteSilences } from "../read/silences.ts";
import { type SiteRead, type TargetState, targetsMax } from "../read/site.ts";
import { AvailabilityLine } from "./availability-line.tsx";
import { CheckTable } from "./check-table.tsx";
import { IncidentNote } from "./incident-note.tsx";
import { Layout } from "./layout.tsx";
import { Ago, SeverityMark } from "./marks.tsx";
import { SiteDoing } from "./site-doing.tsx";
import { SiteName } from "./site-name.tsx";
import { Url } from "./url.tsx";
import { useView } from "./view.ts";

interface SiteProps {
  readonly read: SiteRead;
  readonly availability: SiteAvailability;
  readonly silences: SiteSilences;
}

/** A site: its targets, their checks, and where it is defined. */
export function SitePage({ read, availability, silences }: SiteProps) {
  const { links, words } = useView();
  const { site, targets } = read;
  const labels = Object.entries(site.labels);
  return (
    <Layout title={shownUrl(site.domain)} section="sites">
      <h1>
        <SeverityMark severity={worst(targets.flatMap((one) => one.checks.map((check) => check.severity)))} />{" "}
        <SiteName domain={site.domain} />
      </h1>
      <dl class="facts">
        <div>
          <dt>{words.site.defined}</dt>
          <dd>
            <code>{site.definedAt}</code>
          </dd>
        </div>
        {labels.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <a href={links.sites({ label: `${name}:${value}` })}>{value}</a>
            </dd>
          </div>
        ))}
      </dl>
      <AvailabilityLine accounts={availability.accounts} note={words.availability.ofSite} />
      <SiteDoing site={site} silences={silences} />
      {targets.map((one) => (
        <TargetSection
          key={one.target.id}
          state={one}
          domain={site.domain}
          accounts={availability.targets.get(one.target.id)}
        />
      ))}
      {targets.length < targetsMax ? null : <p class="quiet">{words.site.cut(targetsMax)}</p>}
    </Layout>
  );
}

interface TargetSectionProps {
  readonly state: TargetState;
  readonly domain: string;
  readonly accounts: Accounts | undefined;
}

function TargetSection({ state, domain, accounts }: TargetSectionProps) {
  const { links, words } = useView();
  const { target, checks, latest, incident } = state;
  return (
    <section class="target">
      <h2>
        <a href={links.target(target.id)}>
          {target.method} <Url url={target.url} relativeTo={domain} />
        </a>
      </h2>
      <IncidentNote incident={incident} />
      <dl class="facts">
        <div>
          <dt>{words.site.checked}</dt>
          <dd>{latest === undefined ? words.site.never : <Ago at={latest.slot} />}</dd>
        </div>
        <div>
          <dt>{words.site.took}</dt>
          <dd>{latest === undefined ? "–" : words.frame.duration(latest.totalMs)}</dd>
        </div>
        <div>
          <dt>{words.site.every}</dt>
          <dd>{words.frame.duration(target.intervalSeconds * 1000)}</dd>
        </div>
        <div>
          <dt>{words.site.defined}</dt>
          <dd>
            <code>{target.definedAt}</code>
          </dd>
        </div>
      </dl>
      {accounts === undefined ? null : <AvailabilityLine accounts={accounts} />}
      <CheckTable checks={checks} />
    </section>
  );
}
