import { parseSilenceOrder, type SilenceField } from "../../checks/silence-order.ts";
import type { SiteMatch } from "../../config/silence.ts";
import { instantsOf } from "../../config/zoned-time.ts";
import type { NewSilence } from "../../store/silences.ts";

/** A silence as somebody typed it into a form. */
export interface WishTexts {
  readonly kind: string;
  readonly domain: string;
  /** `name:value`; empty for none. */
  readonly label: string;
  /** `2026-11-21T08:30` by the clocks of a time zone; empty for now. */
  readonly from: string;
  readonly for: string;
  readonly comment: string;
}

/** A part of a form that can be wrong. */
export type WishField = SilenceField | "label" | "from";

/** A silence that can begin, or which part of it is wrong. */
export type Wish =
  | { readonly kind: "understood"; readonly silence: NewSilence }
  | { readonly kind: "refused"; readonly field: WishField };

/** Of what was typed so much is looked at and shown again: more than any field takes. */
const typedCharactersMax = 1000;

/** A silence may begin so far from now, in milliseconds: as far as it may last. */
const aheadMsMax = 366 * 86_400_000;

/** Whoever chose this minute chose now, in milliseconds. */
const backMsMax = 60_000;

/** What stands in a form. */
export function wishTexts(fields: URLSearchParams): WishTexts {
  const text = (name: string) => (fields.get(name) ?? "").slice(0, typedCharactersMax);
  return {
    kind: text("kind"),
    domain: text("domain"),
    label: text("label"),
    from: text("from"),
    for: text("for"),
    comment: text("comment"),
  };
}

/** The silence somebody wishes. Times of day are those of `timeZone`. */
export function parseWish(
  texts: WishTexts,
  asked: { readonly by: string; readonly timeZone: string; readonly nowMs: number },
): Wish {
  const label = labelOf(texts.label);
  if (label === undefined) return { kind: "refused", field: "label" };
  const begun = startOf(texts.from, asked);
  if (begun === undefined) return { kind: "refused", field: "from" };
  const match: SiteMatch = { ...(texts.domain.trim() === "" ? {} : { domain: texts.domain }), ...label };
  const order = parseSilenceOrder({ match, for: texts.for, comment: texts.comment, by: asked.by });
  if (order.kind === "refused") return { kind: "refused", field: order.field };
  const kind = texts.kind === "maintenance" ? "maintenance" : "silence";
  return { kind: "understood", silence: { ...order.value, ...begun, kind } };
}

/** Undefined for what is no label. */
function labelOf(text: string): Pick<SiteMatch, "labels"> | undefined {
  if (text.trim() === "") return {};
  const colon = text.indexOf(":");
  const [name, value] = [text.slice(0, colon).trim(), text.slice(colon + 1).trim()];
  return colon < 0 || name === "" || value === "" || Math.max(name.length, value.length) > 200
    ? undefined
    : { labels: { [name]: value } };
}

/** Undefined for what is no time, or too far from now. */
function startOf(
  text: string,
  { timeZone, nowMs }: { readonly timeZone: string; readonly nowMs: number },
): Pick<NewSilence, "fromMs"> | undefined {
  if (text.trim() === "") return {};
  const found = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::\d\d)?$/.exec(text.trim());
  if (found === null) return undefined;
  const [, year, month, day, hour, minute] = found.map(Number);
  const wallMs = Date.UTC(year ?? 0, (month ?? 0) - 1, day ?? 0, hour ?? 0, minute ?? 0);
  if (new Date(wallMs).toISOString().slice(0, 16) !== text.trim().slice(0, 16)) return undefined;
  const [fromMs] = instantsOf(wallMs, timeZone);
  return fromMs < nowMs - backMsMax || fromMs > nowMs + aheadMsMax ? undefined : { fromMs };
}
