import { list } from "../kinds/collection-kinds.ts";
import { type Kind, placed } from "../kinds/kind.ts";
import { duration } from "../kinds/scalar-kinds.ts";
import { optional, type Section, section } from "../kinds/section.ts";
import { filledText } from "../kinds/text-kinds.ts";

const channels = list(placed(filledText));

const bySeverity = {
  ok: optional(channels, "Channels told that all is well again."),
  warning: optional(channels, "Channels told of a warning."),
  critical: optional(channels, "Channels told of a critical failure."),
  unknown: optional(channels, "Channels told that a check cannot be decided."),
};

/** `alerts` of a website, a profile or a route. */
export const siteAlerts = section(bySeverity);

/** `alerts` of the whole installation. */
export const generalAlerts = section({
  ...bySeverity,
  no_agent: optional(channels, "Channels told that no agent has been heard of, or that one cannot be believed."),
});

const between = duration({ minMs: 60_000, maxMs: 365 * 86_400_000 });

/** Milliseconds between reminders, or none of them. */
export const remindEvery: Kind<number | "never"> = {
  words: "a duration, or never",
  schema: { anyOf: [{ const: "never" }, between.schema] },
  parse: (node, report) => (node.kind === "scalar" && node.text === "never" ? "never" : between.parse(node, report)),
};

/** What websites, profiles and routes say of who is told. */
export const telling = {
  alerts: optional(siteAlerts, "Channels told, in place of those of general.alerts; a list left out changes nothing."),
  remind_every: optional(
    remindEvery,
    "How often to repeat what is still wrong, in place of notifications.remind_every.",
  ),
};

/** What a website, a profile or a route says of who is told. */
export interface TellingWords {
  readonly alerts: SiteAlertWords | undefined;
  readonly remind_every: number | "never" | undefined;
}

export type SiteAlertWords = Section<typeof siteAlerts.fields>;
export type GeneralAlertWords = Section<typeof generalAlerts.fields>;
