import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { StatusPage } from "../../config/published.ts";
import type { Published } from "./publish.ts";

/** What a page may be asked for as. */
export const statusForms = ["html", "json", "atom", "svg"] as const;
export type StatusForm = (typeof statusForms)[number];

/** A part of an address that ends with what form is wanted. */
export interface FormedName {
  readonly name: string;
  readonly form: StatusForm;
}

/** Reads `asso-42.json`; a page without an ending. */
export function parseFormedName(text: string): FormedName {
  const [, name, form] = /^(.*)\.(json|atom|svg)$/s.exec(text) ?? [];
  const known = statusForms.find((one) => one === form);
  return name === undefined || known === undefined ? { name: text, form: "html" } : { name, form: known };
}

/** Compared with where there is no page, so that this takes as long. */
const nobodysKey = randomBytes(32).toString("hex");

/**
 * The page of that name that whoever shows `key` may read; undefined alike for no such page, a wrong key, a key where none is
 * needed, and none where one is. Takes as long in each case: digests of equal length are compared in constant time.
 */
export function findPage(
  { pages }: Pick<Published, "pages">,
  { name, key }: { readonly name: string; readonly key: string | undefined },
): StatusPage | undefined {
  const found = pages.get(name);
  const audience = found?.audience;
  const wanted = audience?.kind === "key" ? audience.key.reveal() : nobodysKey;
  const shows = timingSafeEqual(digestOf(wanted), digestOf(key ?? ""));
  if (audience?.kind === "everybody") return key === undefined ? found : undefined;
  return shows ? found : undefined;
}

function digestOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
