import { cleanText } from "../../base/clean-text.ts";
import type { Severity } from "../../base/severity.ts";
import { renderXml } from "./render-xml.ts";

/** Two words side by side, the second in the colour of a severity. */
export interface Badge {
  readonly label: string;
  readonly message: string;
  readonly severity: Severity;
}

const charactersMax = 60;
const height = 20;
const margin = 6;

/** White text on each has a contrast of 4.5 or more (WCAG 2, 1.4.3). */
const colours: Readonly<Record<Severity, string>> = {
  ok: "#1a7f37",
  unknown: "#57606a",
  warning: "#8a6100",
  critical: "#b3261e",
};

/** The names that shields.io has for them. */
const shieldsColours = { ok: "brightgreen", unknown: "lightgrey", warning: "yellow", critical: "red" } as const;

/** What shields.io reads from an address of ours (https://shields.io/badges/endpoint-badge). */
export function shieldsBadge({ label, message, severity }: Badge) {
  return {
    schemaVersion: 1,
    label: shownText(label),
    message: shownText(message),
    color: shieldsColours[severity],
    isError: severity === "critical",
    cacheSeconds: 60,
  };
}

/** A badge as an image of its own: no script, no style, nothing from elsewhere. */
export function svgBadge(badge: Badge): string {
  return renderXml(<BadgeImage badge={badge} />);
}

function BadgeImage({ badge }: { readonly badge: Badge }) {
  const label = shownText(badge.label);
  const message = shownText(badge.message);
  const labelWidth = textWidth(label) + 2 * margin;
  const messageWidth = textWidth(message) + 2 * margin;
  const width = labelWidth + messageWidth;
  const title = `${label}: ${message}`;
  return (
    <svg xmlns="http://www.w3.org/2000/svg" width={width} height={height} role="img" aria-label={title}>
      <title>{title}</title>
      <rect width={width} height={height} rx="3" fill="#3d444d" />
      <rect x={labelWidth} width={messageWidth} height={height} rx="3" fill={colours[badge.severity]} />
      <rect x={labelWidth} width="3" height={height} fill={colours[badge.severity]} />
      <g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">
        <BadgeText text={label} from={0} width={labelWidth} />
        <BadgeText text={message} from={labelWidth} width={messageWidth} />
      </g>
    </svg>
  );
}

/** The length is given, so that it fits whatever font there is. */
function BadgeText(place: { readonly text: string; readonly from: number; readonly width: number }) {
  const { text, from, width } = place;
  return (
    <text x={from + width / 2} y="14" textLength={width - 2 * margin} lengthAdjust="spacingAndGlyphs">
      {text}
    </text>
  );
}

function shownText(text: string): string {
  return cleanText(text, charactersMax).trim() || "–";
}

const narrow = new Set("fijlrtI.,:;!'|()[]/ -");
const wide = new Set("mwMW@%&");

/** About how wide a text is in Verdana of 11 pixels. */
function textWidth(text: string): number {
  return Math.ceil(Array.from(text).reduce((sum, character) => sum + characterWidth(character), 0));
}

function characterWidth(character: string): number {
  if (narrow.has(character)) return 4.6;
  if (wide.has(character)) return 10.5;
  if ((character.codePointAt(0) ?? 0) >= 0x1100) return 12;
  return /\p{Lu}/u.test(character) ? 8 : 7;
}
