import { domainToUnicode } from "node:url";
import { cleanText } from "./clean-text.ts";

/** Characters of a site's search text at most; what its labels say beyond is not found. */
const searchTextMax = 1000;

/** Words of one search at most, and characters of one. */
const wordsMax = 8;
const wordCharactersMax = 100;

/** Nearly every domain: a configuration of 100,000 sites folds them all. */
const ascii = /^[ -~]*$/;

/** Letters with a stroke or joined ones, which Unicode does not take apart. */
const plain: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  ı: "i",
};

/** A text as it is compared: lower case, without accents, compatible forms alike (Unicode Standard Annex 15, NFKD). */
export function foldText(text: string): string {
  if (ascii.test(text)) return text.toLowerCase();
  return text
    .toLowerCase()
    .normalize("NFKD")
    .replace(/\p{Mn}/gu, "")
    .replace(/[ßæœøłđðþı]/g, (letter) => plain[letter] ?? letter);
}

/** What a site is found by: its host with its port, as it is written and as people read it, and the values of its labels. */
export function siteSearchText(domain: string, labels: Readonly<Record<string, string>>): string {
  const host = domain.replace(/^https?:\/\//, "");
  const words = [host, readableHost(host), ...Object.values(labels)].map((one) =>
    foldText(cleanText(one, searchTextMax)),
  );
  const text = [...new Set(words)].join(" ");
  if (text.length <= searchTextMax) return text.trim();
  return Array.from(text).slice(0, searchTextMax).join("").trim();
}

/** A host as people read it: `bücher.example` for `xn--bcher-kva.example`; itself where there is nothing to read. */
export function readableHost(host: string): string {
  if (!/(?:^|\.)xn--/i.test(host)) return host;
  const [, name = "", rest = ""] = /^([^:/]*)(.*)$/s.exec(host) ?? [];
  const readable = domainToUnicode(name);
  return readable === "" ? host : cleanText(`${readable}${rest}`, searchTextMax);
}

/** The words of a search, folded as `siteSearchText` folds; of an address that was pasted, its host. At most 8. */
export function searchWords(search: string): string[] {
  const words = search
    .split(/\s+/)
    .map((word) => foldText(word))
    .map((word) => (/^https?:\/\//.test(word) ? word.replace(/^https?:\/\//, "").replace(/[/?#].*$/s, "") : word))
    .map((word) => Array.from(word.replace(/\/+$/, "")).slice(0, wordCharactersMax).join(""))
    .filter((word) => word !== "");
  return [...new Set(words)].slice(0, wordsMax);
}
