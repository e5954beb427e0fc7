import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

export type Members = Readonly<Record<string, unknown>>;

/** What a schema or response is, where it is a reference to one. */
export type Resolve = (node: unknown) => Members;

/** An operation of an OpenAPI document. */
export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Members[];
  /** The schema of its JSON body; undefined for none. */
  readonly body: unknown;
  readonly isForAgents: boolean;
}

/** An OpenAPI document as a judge of what a server answers. */
export interface ApiDocument {
  readonly operations: readonly Operation[];
  readonly resolve: Resolve;
  /** What of a response the document does not say; undefined for nothing. */
  judge(operation: Pick<Operation, "method" | "path">, seen: Seen): string | undefined;
}

/** A response that came. */
export interface Seen {
  readonly status: number;
  /** The media type without parameters; empty for none. */
  readonly type: string;
  readonly text: string;
}

const methods = ["get", "post", "put", "patch", "delete"];

export function membersOf(node: unknown): Members {
  return typeof node === "object" && node !== null && !Array.isArray(node)
    ? Object.fromEntries(Object.entries(node))
    : {};
}

/** Reads a document. Its schemas are judged as JSON Schema 2020-12, which OpenAPI 3.1 takes over. */
export function readDocument(document: Members): ApiDocument {
  const ajv = new Ajv2020({ strict: false, validateFormats: true });
  addFormats.default(ajv);
  ajv.addSchema({ $id: "openapi", ...document });
  const compiled = new Map<string, ValidateFunction>();
  const at = (pointer: string) =>
    pointer
      .slice(2)
      .split("/")
      .reduce<unknown>((node, name) => membersOf(node)[unescaped(name)], document);
  const resolve: Resolve = (node) => {
    const members = membersOf(node);
    return typeof members.$ref === "string" ? resolve(at(members.$ref)) : members;
  };
  /** Where a part stands, followed through references. */
  const placeOf = (pointer: string): string => {
    const { $ref } = membersOf(at(pointer));
    return typeof $ref === "string" ? placeOf($ref) : pointer;
  };
  function bodyFault(place: string, seen: Seen): string | undefined {
    const types = Object.keys(membersOf(membersOf(at(place)).content));
    if (types.length === 0) return seen.text === "" ? undefined : "a body where none is documented";
    if (!types.includes(seen.type)) return `${seen.type || "no type"}, not ${types.join(" or ")}`;
    if (!seen.type.endsWith("json")) return undefined;
    const $ref = `openapi${place}/content/${escaped(seen.type)}/schema`;
    const validate = compiled.get($ref) ?? ajv.compile({ $ref });
    compiled.set($ref, validate);
    return validate(parsed(seen.text)) ? undefined : `not its schema: ${ajv.errorsText(validate.errors)}`;
  }
  return {
    operations: operationsOf(document, resolve),
    resolve,
    judge({ method, path }, seen) {
      if (seen.status >= 500) return "a fault of the server";
      const pointer = `#/paths/${escaped(path)}/${method}/responses/${seen.status}`;
      return at(pointer) === undefined ? "a status that is not documented" : bodyFault(placeOf(pointer), seen);
    },
  };
}

function operationsOf(document: Members, resolve: Resolve): Operation[] {
  return Object.entries(membersOf(document.paths)).flatMap(([path, item]) =>
    Object.entries(membersOf(item))
      .filter(([method]) => methods.includes(method))
      .map(([method, node]) => {
        const { parameters, requestBody, security } = membersOf(node);
        const media = membersOf(membersOf(membersOf(requestBody).content)["application/json"]);
        return {
          method,
          path,
          parameters: Array.isArray(parameters) ? parameters.map(resolve) : [],
          body: media.schema,
          isForAgents: JSON.stringify(security ?? []).includes("agentToken"),
        };
      }),
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A name within a JSON pointer of a URI fragment (RFC 6901 section 6). */
function escaped(name: string): string {
  return encodeURIComponent(name.replaceAll("~", "~0").replaceAll("/", "~1"));
}

function unescaped(name: string): string {
  return decodeURIComponent(name).replaceAll("~1", "/").replaceAll("~0", "~");
}
