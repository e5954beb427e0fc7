import { list, mapOf } from "../kinds/collection-kinds.ts";
import { placed } from "../kinds/kind.ts";
import { oneOf } from "../kinds/scalar-kinds.ts";
import { optional, type Section, section } from "../kinds/section.ts";
import { mailAddress } from "../kinds/text-kinds.ts";
import { languages } from "../notifications.ts";
import { appriseUrls, gotifyServers, ntfyTopics, webhooks } from "./channel-words.ts";
import { match } from "./match-words.ts";

/** What a contact can hear of, in the words of `alerts`. */
export const occasionWords = ["ok", "warning", "critical", "unknown", "no_agent"] as const;

const contact = section({
  match: optional(match, "The websites it hears of by itself; without it, only where alerts say contact:<name>."),
  severities: optional(
    placed(list(oneOf(occasionWords), { min: 1 })),
    "What it hears of them. Default: [critical, warning, ok].",
  ),
  language: optional(oneOf(languages), "Of its messages; otherwise that of general."),
  mail: optional(placed(list(mailAddress, { min: 1 })), "Addresses, by the mail server of general.mail."),
  gotify: optional(gotifyServers, "Gotify servers and tokens of its own."),
  ntfy: optional(ntfyTopics, "Topics of its own."),
  webhooks: optional(webhooks, "Webhooks of its own."),
  apprise: optional(placed(appriseUrls), "Apprise URLs of its own, by general.apprise_api."),
});

const namePattern = /^[\p{L}\p{N}][\p{L}\p{N}_.-]{0,59}$/u;

/** `contacts` by name. A name is part of the ids of recipients. */
export const contacts = mapOf(contact, (name) =>
  namePattern.test(name)
    ? undefined
    : `${JSON.stringify(name.slice(0, 60))} is not a name for a contact: up to 60 letters, digits, "-", "_" and "."`,
);

export type ContactWords = Section<typeof contact.fields>;
