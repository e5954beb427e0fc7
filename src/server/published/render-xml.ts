import type { VNode } from "preact";
import { renderToString } from "preact-render-to-string";

/** What no XML document may hold, however it is written (XML 1.0, section 2.2). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/**
 * Renders elements as XML, which is stricter than HTML: forbidden characters become U+FFFD, and `]]>`, which HTML allows in
 * text, is written with a reference (section 2.4). Our documents have no section that ends with it.
 */
export function renderXml(root: VNode): string {
  return renderToString(root).toWellFormed().replace(forbidden, "\ufffd").replaceAll("]]>", "]]&gt;");
}
