import { list } from "../kinds/collection-kinds.ts";
import { checked } from "../kinds/kind.ts";
import { boolean, integer, oneOf } from "../kinds/scalar-kinds.ts";
import { defaulted, optional, required, type Section, section } from "../kinds/section.ts";
import {
  filledText,
  mailAddress,
  secret,
  secretFile,
  secretsFile,
  secretUrl,
  secretUrlFile,
  webUrl,
} from "../kinds/text-kinds.ts";

const mailLogin = section({
  login: required(filledText, "The user of the mail server."),
  password: optional(secret, "Its password."),
  password_file: optional(secretFile, "A file that holds it."),
});

/** The mail server, and who gets all mail. */
export const mail = section({
  mailfrom: required(mailAddress, "The sender."),
  host: defaulted(filledText, "127.0.0.1", { written: "127.0.0.1", doc: "The mail server." }),
  port: defaulted(integer({ min: 1, max: 65535 }), 25, { written: "25", doc: "Its port." }),
  ssl: defaulted(boolean, false, { written: "false", doc: "TLS from the start." }),
  starttls: defaulted(boolean, false, { written: "false", doc: "TLS by STARTTLS." }),
  auth: optional(mailLogin, "The login, where the server wants one."),
  addresses: optional(list(mailAddress, { min: 1 }), "Who gets every mail that is not for a contact alone."),
});

const gotify = section({
  url: required(webUrl, "The Gotify server."),
  tokens: optional(list(secret, { min: 1 }), "Application tokens; each gets every message."),
  tokens_file: optional(secretsFile, "A file with one token a line."),
});

/** Anybody with a topic that needs no token can read what is published there. */
const topic = checked(secret, (value) =>
  /^[\w-]{1,64}$/.test(value.reveal()) ? undefined : "this is not a topic: 1 to 64 letters, digits, _ and -",
);

const ntfy = section({
  url: defaulted(webUrl, new URL("https://ntfy.sh/"), { written: "https://ntfy.sh", doc: "The ntfy server." }),
  topic: required(topic, "The topic that messages are published to; kept secret."),
  token: optional(secret, "An access token, where the topic wants one."),
  token_file: optional(secretFile, "A file that holds it."),
});

const webhook = section({
  url: optional(secretUrl, "Where messages are posted; kept secret."),
  url_file: optional(secretUrlFile, "A file that holds the URL."),
  secret: optional(secret, "Signs each message; unsigned without it."),
  secret_file: optional(secretFile, "A file that holds it."),
  format: defaulted(oneOf(["argos", "alertmanager"]), "argos", {
    written: "argos",
    doc: "The JSON of Argos, or that of Alertmanager's webhooks, version 4.",
  }),
});

export const gotifyServers = list(gotify);
export const ntfyTopics = list(ntfy);
export const webhooks = list(webhook);
/** Apprise URLs may hold passwords. */
export const appriseUrls = list(secret, { min: 1 });

export type MailWords = Section<typeof mail.fields>;
export type GotifyWords = Section<typeof gotify.fields>;
export type NtfyWords = Section<typeof ntfy.fields>;
export type WebhookWords = Section<typeof webhook.fields>;
