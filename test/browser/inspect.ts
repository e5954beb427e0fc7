import type { BrowserContext, Page } from "playwright-core";

/** What a browser made of a page. */
export interface Inspected {
  /** Elements that no page of ours has: they came from a text. */
  readonly foreign: readonly string[];
  /** All that can be read, fields included, with one space between words. */
  readonly text: string;
}

/**
 * Finds in a document what a text from outside would have become: elements we never write, attributes that run or style,
 * and addresses that are no path of ours and no web address.
 */
const inspect = String.raw`(document) => {
  const ours = ["html", "head", "body", "meta", "title", "link", "header", "main", "footer", "nav", "section", "article",
    "aside", "div", "span", "p", "a", "img", "button", "form", "label", "input", "select", "option", "datalist", "textarea", "fieldset",
    "legend", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "colgroup", "col", "h1", "h2", "h3", "h4", "ul", "ol", "li", "dl", "dt",
    "dd", "pre", "code", "kbd", "small", "strong", "em", "time", "abbr", "bdi", "br", "hr", "output", "details", "summary", "figure",
    "figcaption", "meter", "progress", "svg", "g", "path", "rect", "line", "circle", "polyline", "polygon", "text", "tspan", "desc"];
  const runs = /^(?:on|style$|srcdoc$|formaction$|http-equiv$|srcset$)/;
  const goes = /^(?:href|src|action|data|xlink:href)$/;
  const isOurs = (address) => /^(?:\/(?!\/)|#|https?:\/\/)/.test(address);
  const foreign = [...document.querySelectorAll("*")].filter((element) =>
    !ours.includes(element.localName) ||
    (element.localName === "img" && !element.closest("header")) ||
    [...element.attributes].some(({ name, value }) => runs.test(name) || (goes.test(name) && !isOurs(value))));
  const fields = [...document.querySelectorAll("input, textarea")].map((field) => field.value);
  return {
    foreign: foreign.map((element) => element.outerHTML.slice(0, 300)),
    text: [document.body.textContent, ...fields].join(" "),
  };
}`;

/** Looks at what is in a page now. */
export async function inspectPage(page: Page): Promise<Inspected> {
  return inspected(await page.evaluate(`(${inspect})(document)`));
}

/** What the parser of the browser makes of documents, none of which is loaded: hundreds within a second. */
export async function inspectDocuments(page: Page, documents: readonly string[]): Promise<Inspected[]> {
  const parse = `(html) => (${inspect})(new DOMParser().parseFromString(html, "text/html"))`;
  const found: unknown = await page.evaluate(`${JSON.stringify(documents)}.map(${parse})`);
  return Array.isArray(found) ? found.map(inspected) : [];
}

/** Counts what ran, whatever it called: every page of the context has the known ways replaced. */
export async function countHits(context: BrowserContext): Promise<() => number> {
  let hits = 0;
  await context.exposeBinding("hit", () => {
    hits += 1;
  });
  await context.addInitScript(
    "for (const name of ['alert', 'confirm', 'prompt', 'print', 'open']) window[name] = () => hit();",
  );
  return () => hits;
}

/** As a reader sees a text: one space between words. */
export function readable(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

/** The shape that `inspect` makes. */
function inspected(found: unknown): Inspected {
  const foreign: unknown = Reflect.get(Object(found), "foreign");
  const text: unknown = Reflect.get(Object(found), "text");
  if (!Array.isArray(foreign) || typeof text !== "string") throw new Error("the page could not be looked at");
  return { foreign: foreign.map(String), text: readable(text) };
}
