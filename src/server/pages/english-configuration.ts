import type { AttemptOutcome, AttemptSource, ConfigDiff } from "../../contract/v1/configuration.ts";

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

/** The texts of the page of the configuration in English. */
export const englishConfiguration = {
  title: "Configuration",
  headline: (revision: number) => `Revision ${whole.format(revision)} is in force`,
  noneYet: "No configuration was applied yet",
  alarm: (servers: readonly string[]) =>
    `The configuration could not be read again by ${servers.join(", ")}: the one before stays in force.`,
  see: "See what is wrong",
  facts: {
    since: "Since",
    digest: "Digest",
    sites: "Sites",
    targets: "Targets",
    checks: "Checks",
    perMinute: "Probes a minute",
  },
  problems: {
    heading: (server: string) => `What keeps ${server} from reading it again`,
    lead: "The configuration before stays in force until this is mended:",
    where: "Where",
    what: "What is wrong",
  },
  reload: {
    button: "Read the file again",
    text: "As SIGHUP does: the server that answers this page reads its own file. A file with problems changes nothing.",
  },
  diff: {
    heading: (revision: number) => `What revision ${whole.format(revision)} changed`,
    kinds: {
      added: (targets: number) => `${count(targets)} added`,
      changed: (targets: number) => `${count(targets)} changed`,
      removed: (targets: number) => `${count(targets)} removed`,
    } satisfies Record<keyof ConfigDiff, (targets: number) => string>,
    first: (shown: number) => `Only the first ${shown} are shown.`,
    nothing: "No target was added, changed or removed: only labels, places in files, or how agents probe.",
    gone: "Which targets it changed is kept no longer.",
    target: "Target",
  },
  attempts: {
    caption: "Latest attempts",
    none: "No attempt was recorded yet.",
    server: "Server",
    source: "Asked by",
    outcome: "Outcome",
    problem: "First problem",
    alive: "runs",
    more: (problems: number) => `and ${whole.format(problems)} more`,
    revision: (revision: number) => `revision ${whole.format(revision)}`,
    sources: { start: "start", signal: "signal", api: "API", page: "page" } satisfies Record<AttemptSource, string>,
    outcomes: {
      applied: "in force",
      refused: "refused",
      failed: "failed",
    } satisfies Record<AttemptOutcome, string>,
  },
  revisions: {
    caption: "Revisions",
    revision: "Revision",
    added: "Added",
    changed: "Changed",
    removed: "Removed",
    name: (revision: number) => `Revision ${whole.format(revision)}`,
    earlier: "Earlier",
    latest: "The latest",
  },
};

function count(targets: number): string {
  return `${whole.format(targets)} ${targets === 1 ? "target" : "targets"}`;
}
