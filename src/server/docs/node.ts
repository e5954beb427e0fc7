/** A part of the document: JSON, whose shape the OpenAPI specification 3.1 gives. */
export type Node = unknown;

/** A part that has members. */
export type Members = Readonly<Record<string, Node>>;

/** The members of a part; none for a list, a text or a number. */
export function membersOf(node: Node): Members {
  return isObject(node) ? node : {};
}

/** Whether a part has members. */
export function isObject(node: Node): node is Members {
  return typeof node === "object" && node !== null && !Array.isArray(node);
}

/** The elements of a list; none for anything else. */
export function elementsOf(node: Node): readonly Node[] {
  return Array.isArray(node) ? node : [];
}

/** The same members, each made anew. */
export function mapMembers(node: Node, make: (value: Node, name: string) => Node): Members {
  return Object.fromEntries(Object.entries(membersOf(node)).map(([name, value]) => [name, make(value, name)]));
}
