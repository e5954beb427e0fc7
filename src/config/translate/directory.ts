import type { Secret } from "../../base/secrets/secret.ts";
import type { Report } from "../kinds/kind.ts";
import type { Language, Recipient } from "../notifications.ts";
import type { ContactWords } from "../words/contact-words.ts";
import type { GeneralWords } from "../words/general-words.ts";
import {
  appriseAddress,
  gotifyAddresses,
  mailAddresses,
  type NamedAddress,
  ntfyAddresses,
  webhookAddresses,
} from "./addresses.ts";

/** Everybody who can be told, and what the words of `alerts` stand for. */
export interface Directory {
  readonly recipients: ReadonlyMap<string, Recipient>;
  /** Ids by the word that names them: `mail`, `apprise:team`, `contact:asso-42`. */
  readonly channels: ReadonlyMap<string, readonly string[]>;
  /** Ids of those of `general`. */
  readonly everybody: readonly string[];
}

/** The addresses that one word of `alerts` stands for, and whose they are. */
interface Listing {
  readonly word: string;
  /** The name of the contact; empty for those of `general`. */
  readonly contact: string;
  readonly language: Language;
  readonly addresses: readonly NamedAddress[];
}

/** Who `general`, the contacts and the heartbeat name. An address that stands twice is one recipient. */
export function translateDirectory(
  words: {
    readonly general: GeneralWords;
    readonly contacts: ReadonlyMap<string, ContactWords>;
    readonly heartbeat: Secret | undefined;
  },
  report: Report,
): Directory {
  const { general, contacts, heartbeat } = words;
  const recipients = new Map<string, Recipient>();
  const channels = new Map<string, readonly string[]>();
  if (general.mail && !general.mail.addresses && ![...contacts.values()].some((one) => one.mail !== undefined)) {
    report.warning(general.mail.place, "nobody gets mail: there are no addresses here, and no contact has mail");
  }
  const listings = [
    ...generalListings(general, report),
    ...[...contacts].map(([name, contact]) => contactListing(name, contact, { general, report })),
  ];
  for (const { word, contact, language, addresses } of listings) {
    const named = addresses.map(({ name, address }) => ({ id: contact === "" ? name : `${contact}/${name}`, address }));
    for (const { id, address } of named) {
      if (!recipients.has(id)) recipients.set(id, { id, contact, language, address });
    }
    channels.set(word, [...new Set(named.map(({ id }) => id))]);
  }
  const everybody = [...recipients.values()].filter((one) => one.contact === "").map((one) => one.id);
  if (heartbeat !== undefined) {
    const address = { channel: "heartbeat", url: heartbeat } as const;
    recipients.set("heartbeat", { id: "heartbeat", contact: "", language: general.language, address });
  }
  return { recipients, channels, everybody };
}

/** Only words of what is set up: another one in `alerts` is a mistake. */
function generalListings(general: GeneralWords, report: Report): readonly Listing[] {
  const { language, apprise, apprise_api: api } = general;
  if (apprise !== undefined && api === undefined) report.warning(apprise.place, noAppriseServer);
  const groups = Object.entries(apprise?.value ?? {}).map(([group, urls]) => ({
    word: `apprise:${group}`,
    addresses: api === undefined ? [] : [appriseAddress(`apprise:${group}`, api, urls)],
  }));
  const { mail, gotify = [], ntfy = [], webhooks = [] } = general;
  const channels = [
    { word: "local", isSet: true, addresses: [{ name: "local", address: { channel: "local" } as const }] },
    { word: "mail", isSet: mail?.addresses !== undefined, addresses: mailAddresses(mail?.addresses ?? []) },
    { word: "gotify", isSet: gotify.length > 0, addresses: gotifyAddresses(gotify, report) },
    { word: "ntfy", isSet: ntfy.length > 0, addresses: ntfyAddresses(ntfy) },
    { word: "webhook", isSet: webhooks.length > 0, addresses: webhookAddresses(webhooks, report) },
  ].filter(({ isSet }) => isSet);
  return [...channels, ...groups].map(({ word, addresses }) => ({ word, addresses, contact: "", language }));
}

const noAppriseServer = "general.apprise_api is missing: nothing is sent to Apprise";

function contactListing(
  name: string,
  words: ContactWords,
  { general, report }: { readonly general: GeneralWords; readonly report: Report },
): Listing {
  const { mail, gotify = [], ntfy = [], webhooks = [], apprise, place } = words;
  const api = general.apprise_api;
  if (mail !== undefined && general.mail === undefined) {
    report.problem(mail.place, "this contact has mail, but general.mail is missing: say there how mail is sent");
  }
  if (apprise !== undefined && api === undefined) report.warning(apprise.place, noAppriseServer);
  if ([mail, words.gotify, words.ntfy, words.webhooks, apprise].every((one) => one === undefined)) {
    report.problem(place, "this contact has no address: give mail, gotify, ntfy, webhooks or apprise");
  }
  const addresses = [
    ...mailAddresses(mail?.value ?? []),
    ...gotifyAddresses(gotify, report),
    ...ntfyAddresses(ntfy),
    ...webhookAddresses(webhooks, report),
    ...(apprise && api ? [appriseAddress("apprise", api, apprise.value)] : []),
  ];
  return { word: `contact:${name}`, contact: name, language: words.language ?? general.language, addresses };
}
