import type { Secret } from "../../base/secrets/secret.ts";
import { list, mapOf } from "../kinds/collection-kinds.ts";
import { checked, type Kind } from "../kinds/kind.ts";
import { boolean, oneOf } from "../kinds/scalar-kinds.ts";
import { defaulted, optional, required, type Section, section } from "../kinds/section.ts";
import { filledText, secret, secretFile } from "../kinds/text-kinds.ts";
import { languages } from "../notifications.ts";
import { type StatusPart, statusParts } from "../published.ts";
import { match } from "./match-words.ts";

const titleCharactersMax = 200;

/** A key of fewer characters could be found by trying. */
const keyPattern = /^[\w-]{20,200}$/;

const title = checked(filledText, (value) =>
  value.length > titleCharactersMax ? `this title is longer than ${titleCharactersMax} characters` : undefined,
);

const key: Kind<Secret> = checked(secret, wrongKey);
const keyFile: Kind<Secret> = checked(secretFile, wrongKey);

function wrongKey(value: Secret): string | undefined {
  return keyPattern.test(value.reveal())
    ? undefined
    : 'this key is not 20 to 200 letters, digits, "-" and "_" long (not repeated here, since it is a secret)';
}

const everyPart: readonly StatusPart[] = statusParts;

const statusPage = section({
  title: optional(title, "Its heading; otherwise its name."),
  match: required(match, "The websites it is about, or all."),
  public: defaulted(boolean, false, {
    written: "false",
    doc: "Everybody may read it at /status/<name>, and search engines may list it.",
  }),
  key: optional(key, "Instead: whoever knows this may read it, at /status/<name>/<key>."),
  key_file: optional(keyFile, "A file that holds it."),
  language: optional(oneOf(languages), "Of the page; otherwise that of the visitor."),
  show: defaulted(list(oneOf(statusParts), { min: 1 }), everyPart, {
    written: "all of them",
    doc: "What it shows: sites (each by its name), incidents (what is wrong now), history (what was), maintenance.",
  }),
});

const namePattern = /^[a-z0-9][a-z0-9-]{0,59}$/;

/** `status_pages` by name, which is a part of an address. */
export const statusPages = mapOf(statusPage, (name) =>
  namePattern.test(name)
    ? undefined
    : `${JSON.stringify(name.slice(0, 60))} is not a name for a status page: up to 60 small letters, digits and "-"`,
);

export type StatusPageWords = Section<typeof statusPage.fields>;
