import { type Language, languages } from "../../config/notifications.ts";

/** Bytes of a header that are looked at: browsers send some fifty. */
const headerMax = 1000;

interface Range {
  /** A primary language subtag in lower case, or `*` for every language that no other range names. */
  readonly language: string;
  /** From 0, not acceptable, to 1. */
  readonly quality: number;
}

/**
 * The language that a visitor reads best, by Accept-Language (RFC 9110, section 12.5.4): of those that weigh the same the
 * one named first. A range of a region counts for its language. `otherwise` where the header is missing or names none of ours.
 */
export function acceptedLanguage(header: string | null, otherwise: Language): Language {
  const ranges = (header ?? "").slice(0, headerMax).split(",").flatMap(rangeOf);
  const named = languages.flatMap((language) => {
    const own = ranges.filter((range) => range.language === language);
    const best = own.toSorted(byQuality)[0] ?? ranges.find((range) => range.language === "*");
    return best === undefined || best.quality === 0 ? [] : [{ language, ...placeOf(best, ranges) }];
  });
  const first = named.toSorted((a, b) => byQuality(a, b) || a.position - b.position);
  const [best] = first;
  if (best === undefined) return otherwise;
  const equals = first.filter((one) => one.quality === best.quality && one.position === best.position);
  return equals.some((one) => one.language === otherwise) ? otherwise : best.language;
}

function placeOf(range: Range, ranges: readonly Range[]) {
  return { quality: range.quality, position: ranges.indexOf(range) };
}

function byQuality(a: Pick<Range, "quality">, b: Pick<Range, "quality">): number {
  return b.quality - a.quality;
}

/** Nothing for what is no language range with a weight (RFC 4647, section 2.1; RFC 9110, section 12.4.2). */
function rangeOf(text: string): Range[] {
  const form = /^\s*([a-z]{1,8}|\*)(?:-[a-z0-9]{1,8})*\s*(?:;\s*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?))?\s*$/i;
  const [, language, quality = "1"] = form.exec(text) ?? [];
  return language === undefined ? [] : [{ language: language.toLowerCase(), quality: Number(quality) }];
}
