import type { SilenceKind, SilenceState } from "../../store/silences.ts";

const whole = new Intl.NumberFormat("en");

/** The texts about silences in English. */
export const englishSilences = {
  title: "Silences",
  headline: (active: number, countedMax: number) => headline(active, countedMax),
  lead: "While a silence holds, nobody gets messages about its sites. They are checked all the same.",
  captions: {
    active: "In force",
    coming: "Still to come",
    over: "Over",
  } satisfies Record<SilenceState, string>,
  planned: "Planned in the configuration",
  cut: (shown: number) => `Only the first ${shown} are shown.`,
  none: "Nothing is silenced, and nothing was.",
  noneOf: "No such silence.",
  all: "All silences",
  kinds: { silence: "silence", maintenance: "maintenance" } satisfies Record<SilenceKind, string>,
  columns: { sites: "Sites", kind: "Kind", from: "From", until: "Until", why: "Why", by: "By", next: "Next" },
  everySite: "every site",
  label: (name: string, value: string) => `${name}: ${value}`,
  endedBy: (name: string) => `ended by ${name}`,
  neverAgain: "never again",
  now: "now",
  end: "End",
  ofSite: "Silences of this site",
  quick: {
    for: "For",
    durations: { "1h": "1 hour", "2h": "2 hours", "8h": "8 hours", "1d": "1 day", "1w": "1 week" },
    comment: "Why",
    button: "Silence this site",
    other: "Silence more, or later",
  },
  form: {
    heading: "Silence sites",
    domain: "Domain",
    domainHint: "As the configuration writes it, or with *: https://*.asso.example",
    label: "Label",
    labelHint: "owner:asso-42; beside a domain, both must hold",
    kind: "Kind",
    from: (zone: string) => `From (${zone})`,
    fromHint: "Empty: from now on",
    for: "For",
    forHint: "30m, 2h, 1d, 1w",
    comment: "Why",
    commentHint: (most: number) => `At most ${most} characters`,
    button: "Silence",
  },
  problems: {
    match: "Say which sites, by domain or by label; the domain * is every site. A domain has at most 500 characters.",
    label: "Write name:value, each of at most 200 characters.",
    for: "Write a duration such as 30m, 2h or 1d, from a second to 366 days.",
    comment: "At most 500 characters.",
    from: "Choose a day and a time from now on, at most 366 days away.",
    many: "There are too many silences already: end some, or match more sites by one.",
  },
  timeline: {
    silenced: "silenced",
    until: (until: string) => `until ${until}`,
    ended: "silence ended",
  },
};

function headline(active: number, countedMax: number): string {
  if (active === 0) return "Nothing is silenced";
  if (active > countedMax) return `More than ${whole.format(countedMax)} silences are in force`;
  return active === 1 ? "1 silence is in force" : `${whole.format(active)} silences are in force`;
}
