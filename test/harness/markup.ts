/** The start and end tags of a document. */
export function tagsOf(html: string): string[] {
  return html.match(/<\/?[a-zA-Z!](?:[^>"]|"[^"]*")*>/g) ?? [];
}

/** What a page is about, without the head that every page has. */
export function mainOf(html: string): string {
  return html.slice(html.indexOf("<main"));
}
/** The charts of availability, which are Argos' own. */
const chart = /^<svg class="(?:(?:bars|times)" role="img" aria-label="[^"]*" viewBox="[0-9 ]+"|bar )/;

/** Tags that no page of Argos has, and that a text from outside would become if it were not escaped. */
export function foreignTags(html: string): string[] {
  return tagsOf(html).filter(
    (tag) =>
      (/^<(?:script|svg|b)\b/i.test(tag) && !chart.test(tag)) ||
      /\s(?:on\w+|style)\s*=/i.test(withoutValues(tag)) ||
      /(?:href|src)="javascript:/i.test(tag),
  );
}

/** A tag whose attributes have no values: only names are left to look for. */
function withoutValues(tag: string): string {
  return tag.replace(/"[^"]*"/g, '""');
}

/** What a reader sees: no tags, references resolved, one space between words; what stands in a field counts. */
export function textOf(html: string): string {
  return html
    .replace(/<input[^>]* value="([^"]*)"[^>]*>/g, "$1")
    .replace(/<\/?(?:a|span|strong|code|time)\b(?:[^>"]|"[^"]*")*>/g, "")
    .replace(/<(?:[^>"]|"[^"]*")*>/g, " ")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&")
    .replace(/\s+/g, " ");
}
