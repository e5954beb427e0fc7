import { RE2JS } from "re2js";
import { messageOf } from "../../base/error.ts";
import { Secret } from "../../base/secrets/secret.ts";
import type { Node } from "../yaml/node.ts";
import { checked, isFromVariable, type Kind, scalarOf, shown, shownAddress } from "./kind.ts";
import { text } from "./scalar-kinds.ts";

/** Characters of a URL at most. */
export const urlMax = 2000;

/** Characters of a regular expression at most. */
const patternMax = 2000;

/** Text that is not empty. */
export const filledText: Kind<string> = checked(text, (value) => (value.trim() === "" ? "this is empty" : undefined));

/** A value that must not be shown. Messages about it never hold it. */
export const secret: Kind<Secret> = {
  words: "a secret",
  isSecret: true,
  schema: { type: ["string", "number"], writeOnly: true },
  parse(node, report) {
    if (node.kind !== "scalar" || node.value === null) report.problem(node, "expected a secret text");
    else if (node.text === "") report.problem(node, "this secret is empty");
    else return new Secret(node.text);
    return undefined;
  },
};

/** The path of a file that holds a secret; trailing line ends are not part of it. */
export const secretFile: Kind<Secret> = {
  words: "the path of a file",
  schema: { type: "string" },
  parse(node, report) {
    const path = scalarOf(node, "the path of a file", report);
    const content = path && report.textOfFile(path, "secret")?.replace(/[\r\n]+$/, "");
    if (content === undefined) return undefined;
    if (content !== "") return new Secret(content);
    report.problem(node, `the file ${shown(node)} is empty`);
    return undefined;
  },
};

/** The path of a file that holds one secret a line; blank lines and lines that start with # are skipped. */
export const secretsFile: Kind<readonly Secret[]> = {
  words: "the path of a file",
  schema: { type: "string" },
  parse(node, report) {
    const path = scalarOf(node, "the path of a file", report);
    const content = path && report.textOfFile(path, "secret");
    if (content === undefined) return undefined;
    const lines = content.split(/\r?\n/).map((line) => line.trim());
    const filled = lines.filter((line) => line !== "" && !line.startsWith("#"));
    if (filled.length > 0) return filled.map((line) => new Secret(line));
    report.problem(node, `the file ${shown(node)} holds no secret`);
    return undefined;
  },
};

/** An absolute http or https URL. */
export const webUrl: Kind<URL> = {
  words: "an http or https URL",
  schema: { type: "string", pattern: "^https?://", maxLength: urlMax },
  parse(node, report) {
    const scalar = scalarOf(node, "an http or https URL", report);
    if (scalar === undefined) return undefined;
    const written = scalar.text;
    const url = URL.parse(written);
    if (isWeb(url) && written.includes("://") && written.length <= urlMax) return url;
    report.problem(node, wrongUrl(written, shownAddress(scalar)));
    return undefined;
  },
};

function isWeb(url: URL | null): url is URL {
  return url?.protocol === "http:" || url?.protocol === "https:";
}

/** Why a text is not an absolute http or https URL. */
function wrongUrl(url: string, written: string): string {
  if (url.length > urlMax) return `this URL is longer than ${urlMax} characters`;
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(url) && URL.canParse(`https://${url}`)) {
    return `${written} has no scheme: write "https://…" before it`;
  }
  return URL.canParse(url) ? `${written} is not an http or https URL` : `${written} is not a URL`;
}

/** An http or https URL that is a secret, as those of webhooks are. Messages about it never hold it. */
export const secretUrl: Kind<Secret> = { ...checked(secret, wrongSecretUrl), words: "an http or https URL" };

/** The path of a file that holds such a URL. */
export const secretUrlFile: Kind<Secret> = checked(secretFile, wrongSecretUrl);

function wrongSecretUrl(url: Secret): string | undefined {
  const isTaken = isWeb(URL.parse(url.reveal())) && url.reveal().length <= urlMax;
  return isTaken ? undefined : "this is not an http or https URL (not repeated here, since it may hold a secret)";
}

/** An e-mail address, with or without a name: `Ann <ann@example.org>`. */
export const mailAddress: Kind<string> = checked(text, (value, written) =>
  /^(?:[^<>\r\n]*<)?[^\s<>@]+@[^\s<>@]+>?$/.test(value) ? undefined : `${written()} is not an e-mail address`,
);

/** A regular expression in RE2 syntax. It is compiled here so that no probe meets a bad one. */
export const pattern: Kind<string> = checked(text, wrongPattern);

function wrongPattern(value: string, written: () => string, node: Node): string | undefined {
  if (value.length > patternMax) return `this regular expression is longer than ${patternMax} characters`;
  try {
    RE2JS.compile(value);
    return undefined;
  } catch (thrown) {
    // the compiler repeats parts of the text
    const why = isFromVariable(node) ? "" : `: ${messageOf(thrown).replace("error parsing regexp: ", "")}`;
    const unsupported = /\(\?<?[=!]|\\[1-9]/.test(value) ? " (look-around and back-references are not supported)" : "";
    return `${written()} is not a regular expression in RE2 syntax${unsupported}${why}`;
  }
}

/** A JSON pointer, RFC 6901: empty, or `/` before each name, with `~0` for ~ and `~1` for /. */
export const pointer: Kind<string> = checked(text, wrongPointer);

/** What is wrong with a JSON pointer; undefined when nothing is. */
export function wrongPointer(value: string, written: () => string): string | undefined {
  if (value !== "" && !value.startsWith("/")) return `${written()} is not a JSON pointer: it must start with "/"`;
  if (/~(?![01])/.test(value)) return `${written()} is not a JSON pointer: write ~0 for ~ and ~1 for /`;
  return undefined;
}
