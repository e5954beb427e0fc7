import type { AlertOccasion, Channel, Config } from "../config.ts";
import type { Placed, Report } from "../kinds/kind.ts";
import { didYouMean } from "../suggestion.ts";
import type { AlertWords } from "../words/general-words.ts";

/** The channels that are set up, by which those of `alerts` are judged. */
export interface KnownChannels extends Pick<Config, "mail" | "gotify" | "apprise"> {
  readonly report: Report;
}

const appriseStart = "apprise:";

/** Who is told of what: every channel there is when the file does not say, only the log for a list left out. */
export function translateAlerts(words: AlertWords, known: KnownChannels): Record<AlertOccasion, readonly Channel[]> {
  const { ok, warning, critical, unknown, no_agent: noAgent } = words;
  const lists = { ok, warning, critical, unknown, noAgent };
  const isSilent = Object.values(lists).every((list) => list === undefined);
  const absent: readonly Channel[] = isSilent ? allChannels(known) : [{ kind: "local" }];
  const channels = (list: readonly Placed<string>[] | undefined) =>
    list === undefined ? absent : list.map((one) => channelOf(one, known)).filter((one) => one !== undefined);
  return {
    ok: channels(ok),
    warning: channels(warning),
    critical: channels(critical),
    unknown: channels(unknown),
    noAgent: channels(noAgent),
  };
}

function allChannels({ mail, gotify, apprise }: KnownChannels): readonly Channel[] {
  return [
    { kind: "local" },
    ...(mail ? [{ kind: "mail" } as const] : []),
    ...(gotify.length > 0 ? [{ kind: "gotify" } as const] : []),
    ...Object.keys(apprise).map((group) => ({ kind: "apprise", group }) as const),
  ];
}

function channelOf({ value, place, written }: Placed<string>, known: KnownChannels): Channel | undefined {
  const { mail, gotify, apprise, report } = known;
  const groups = Object.keys(apprise);
  if (value === "local") return { kind: "local" };
  if (value === "mail" && mail) return { kind: "mail" };
  if (value === "gotify" && gotify.length > 0) return { kind: "gotify" };
  if (value === "mail" || value === "gotify") {
    report.problem(place, `the channel "${value}" is not set up: general.${value} is missing`);
    return undefined;
  }
  const group = value.startsWith(appriseStart) ? value.slice(appriseStart.length) : undefined;
  if (group !== undefined && groups.includes(group)) return { kind: "apprise", group };
  const names = ["local", "mail", "gotify", ...groups.map((one) => `${appriseStart}${one}`)];
  const message = group === undefined ? `unknown channel ${written}` : `no such group in general.apprise: ${written}`;
  const hint = didYouMean(value, names) || " (channels: local, mail, gotify, apprise:<group>)";
  report.problem(place, `${message}${hint}`);
  return undefined;
}
