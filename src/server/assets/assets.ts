import { createHash } from "node:crypto";
import picoCss from "../../../node_modules/@picocss/pico/css/pico.classless.min.css" with { type: "text" };
import accessCss from "./access.css" with { type: "text" };
import adaptiveCss from "./adaptive.css" with { type: "text" };
import availabilityCss from "./availability.css" with { type: "text" };
import doingCss from "./doing.css" with { type: "text" };
import eyeSvg from "./eye.svg" with { type: "text" };
import formsCss from "./forms.css" with { type: "text" };
import layoutCss from "./layout.css" with { type: "text" };
import marksCss from "./marks.css" with { type: "text" };
import printCss from "./print.css" with { type: "text" };
import publishedCss from "./published.css" with { type: "text" };
import sitesCss from "./sites.css" with { type: "text" };
import tablesCss from "./tables.css" with { type: "text" };
import tokensCss from "./tokens.css" with { type: "text" };

/** One file of many sheets: what a later one says holds over the earlier. Those of one area go before the last two. */
const areas = [accessCss, availabilityCss, publishedCss, sitesCss, doingCss];
const ownCss = [tokensCss, layoutCss, marksCss, tablesCss, formsCss, ...areas, adaptiveCss, printCss].join("\n");

/** A file carried in the program. Its name holds the digest of its content, so it may be cached for ever. */
export interface Asset {
  readonly name: string;
  readonly contentType: string;
  /** Text, or what reads it: a library is not held in memory for who may never ask. */
  readonly content: string | (() => Promise<string>);
}

/** What the pages link to. */
export interface PageAssets {
  readonly pico: Asset;
  readonly style: Asset;
  readonly icon: Asset;
}

/** The files of the pages. */
export function createPageAssets(): PageAssets {
  return {
    pico: asset("pico.css", "text/css; charset=utf-8", picoCss),
    style: asset("argos.css", "text/css; charset=utf-8", ownCss),
    icon: asset("eye.svg", "image/svg+xml; charset=utf-8", eyeSvg),
  };
}

/** A file under a name such as `argos.1a2b3c4d5e6f.css`. */
export function asset(fileName: string, contentType: string, content: string): Asset {
  const digest = createHash("sha256").update(content).digest("hex").slice(0, 12);
  const dot = fileName.lastIndexOf(".");
  return { name: `${fileName.slice(0, dot)}.${digest}${fileName.slice(dot)}`, contentType, content };
}

/** Answers for an asset: 304 when the client has it, and may keep it for a year (RFC 9111, RFC 8246). */
export async function assetResponse(request: Request, one: Asset): Promise<Response> {
  const headers = {
    "content-type": one.contentType,
    "cache-control": "public, max-age=31536000, immutable",
    etag: `"${one.name}"`,
  };
  if (request.headers.get("if-none-match")?.includes(headers.etag)) return new Response(null, { status: 304, headers });
  return new Response(typeof one.content === "string" ? one.content : await one.content(), { headers });
}
