import { SaxesParser } from "saxes";

/** An element of an XML document. */
export interface XmlElement {
  readonly name: string;
  readonly namespace: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: XmlElement[];
  /** What stands in it, and in what stands in it. */
  text: string;
}

/** The root of a document; throws where it is not well-formed XML 1.0 with namespaces. */
export function parseXml(document: string): XmlElement {
  const parser = new SaxesParser({ xmlns: true });
  const root: XmlElement = { name: "", namespace: "", attributes: {}, children: [], text: "" };
  const open: XmlElement[] = [root];
  parser.on("opentag", ({ local, uri, attributes }) => {
    const named = Object.entries(attributes).map(([name, { value }]) => [name, value]);
    const element: XmlElement = {
      name: local,
      namespace: uri,
      attributes: Object.fromEntries(named),
      children: [],
      text: "",
    };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on("text", (text) => {
    for (const element of open) element.text += text;
  });
  parser.on("closetag", () => void open.pop());
  parser.write(document).close();
  const [only, ...others] = root.children;
  if (only === undefined || others.length > 0) throw new Error("no document of one root");
  return only;
}

/** The children of that name. */
export function childrenOf(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.filter((one) => one.name === name);
}

/** The text of the only child of that name; throws for none and for several. */
export function childText(element: XmlElement, name: string): string {
  const [only, ...others] = childrenOf(element, name);
  if (only === undefined || others.length > 0)
    throw new Error(`${1 + others.length} elements ${name} in ${element.name}`);
  return only.text;
}

/** What is wrong with a feed by RFC 4287, sections 4.1.1 and 4.1.2, as sentences. */
export function feedFaults(feed: XmlElement): readonly string[] {
  const atom = "http://www.w3.org/2005/Atom";
  const entries = childrenOf(feed, "entry");
  const ids = entries.map((entry) => childText(entry, "id"));
  return [
    ...(feed.name === "feed" && feed.namespace === atom ? [] : ["the root is no Atom feed"]),
    ...(new Set(ids).size === ids.length ? [] : ["two entries have one id"]),
    ...[feed, ...entries].flatMap((one) => [
      ...(/^(?:urn:uuid:[0-9a-f-]{36}|https?:\/\/.+)$/.test(childText(one, "id")) ? [] : ["an id is no absolute IRI"]),
      ...(instant.test(childText(one, "updated")) ? [] : ["an instant is not of RFC 3339"]),
      ...(childText(one, "title") === "" ? ["a title is empty"] : []),
      ...(childrenOf(one, "link").some((link) => link.attributes.rel === "alternate") ? [] : ["a link is missing"]),
    ]),
    ...(childrenOf(feed, "author").length === 1 ? [] : ["nobody wrote it"]),
    ...(childrenOf(feed, "link").some((link) => link.attributes.rel === "self") ? [] : ["it does not say where it is"]),
  ];
}

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;
