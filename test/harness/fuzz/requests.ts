import fc, { type Arbitrary } from "fast-check";
import { hostileBodies, hostileCursors, hostileValues } from "../hostile-values.ts";
import { type ApiDocument, type Members, membersOf, type Operation } from "./document.ts";
import { integerOf, jsonText, stringOf } from "./json-text.ts";

/** A request to send. */
export interface FuzzRequest {
  readonly operation: Operation;
  /** As it is sent: that of the operation, or another one. */
  readonly method: string;
  /** Path and query, percent-encoded. */
  readonly address: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array<ArrayBuffer> | undefined;
  readonly caller: "administrator" | "nobody";
}

/** Requests to every operation of a document, right, wrong at one place, and wrong altogether. */
export function requestsOf(api: ApiDocument): Arbitrary<FuzzRequest> {
  return fc.oneof(...api.operations.map((operation) => requestOf(api, operation)));
}

function requestOf(api: ApiDocument, operation: Operation): Arbitrary<FuzzRequest> {
  return fc
    .record({
      method: methodOf(api, operation),
      path: pathOf(operation),
      query: queryOf(operation),
      sent: bodyOf(api, operation),
      known: fc.constantFrom<Record<string, string>>(
        {},
        {},
        {},
        {},
        { "if-none-match": "*" },
        { "if-none-match": 'W/"x", ,"' },
      ),
      caller: fc.constantFrom("administrator", "administrator", "administrator", "nobody" as const),
    })
    .map(({ method, path, query, sent, known, caller }) => ({
      operation,
      method,
      address: query.length > 0 ? `${path}?${query.join("&")}` : path,
      headers: { ...known, ...(method === "GET" || method === "HEAD" ? {} : sent.headers) },
      body: method === "GET" || method === "HEAD" ? undefined : sent.body,
      caller,
    }));
}

/** Another method now and then; HEAD is where GET is (RFC 9110 section 9.3.2). */
function methodOf({ operations }: ApiDocument, { method, path }: Operation): Arbitrary<string> {
  const taken = operations.filter((one) => one.path === path).map((one) => one.method);
  const others = ["get", "post", "put", "patch", "delete", "options"].filter((one) => !taken.includes(one));
  return fc.oneof(
    { arbitrary: fc.constant(method.toUpperCase()), weight: 20 },
    {
      arbitrary: fc.constantFrom(...others, ...(taken.includes("get") ? ["head"] : [])).map((one) => one.toUpperCase()),
      weight: 1,
    },
  );
}

/** An address cannot have an empty part or one with a slash and still be the same path. */
const partsOfPaths = hostileValues.filter((one) => one !== "" && !one.includes("/"));

function pathOf({ path, parameters }: Operation): Arbitrary<string> {
  const parts = path.split("/").map((part): Arbitrary<string> => {
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name === undefined) return fc.constant(part);
    const schema = membersOf(parameters.find((one) => one.in === "path" && one.name === name)?.schema);
    return fc.oneof(
      { arbitrary: fittingValue(schema), weight: 6 },
      { arbitrary: fc.constantFrom(...partsOfPaths), weight: 1 },
    );
  });
  return fc.tuple(...parts).map((all) => all.join("/"));
}

function queryOf({ parameters }: Operation): Arbitrary<string[]> {
  const known = parameters.filter((one) => one.in === "query");
  const pair = (name: string, schema: Members) =>
    queryValue(name, schema).chain((value) =>
      fc.constantFrom(
        `${name}=${value}`,
        `${name}=${value}`,
        `${name}=${value}`,
        `${name}=1&${name}=${value}`,
        `${name}[]=${value}`,
        name,
      ),
    );
  const members = known.map(({ name, schema }) =>
    fc.oneof(
      { arbitrary: fc.constant(undefined), weight: 2 },
      { arbitrary: pair(String(name), membersOf(schema)), weight: 1 },
    ),
  );
  const stranger = fc.constantFrom("__proto__=1", "constructor[prototype]=1", "%00=1", "%ff", "=", "&&", "extra=1");
  const strangers = fc.oneof(
    { arbitrary: fc.constant<string[]>([]), weight: 20 },
    { arbitrary: stranger.map((one) => [one]), weight: 1 },
  );
  return fc
    .tuple(fc.tuple(...members), strangers)
    .map(([pairs, others]) => [...pairs.filter((one) => one !== undefined), ...others]);
}

function queryValue(name: string, schema: Members): Arbitrary<string> {
  const odd = name === "cursor" ? [...hostileValues, ...hostileCursors] : hostileValues;
  return fc.oneof({ arbitrary: fittingValue(schema), weight: 4 }, { arbitrary: fc.constantFrom(...odd), weight: 1 });
}

/** A value that fits, percent-encoded. */
function fittingValue(schema: Members): Arbitrary<string> {
  if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum.map((one) => encodeURIComponent(String(one))));
  if (schema.type === "boolean") return fc.constantFrom("true", "false");
  if (schema.type === "integer") return integerOf(schema).map(String);
  return stringOf(schema).map((text) => encodeURIComponent(text.toWellFormed()));
}

type Sent = Pick<FuzzRequest, "headers" | "body">;

const json = { "content-type": "application/json" };
const types = [
  "text/plain",
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=x",
  "application/json; charset=utf-16",
  "application/xml",
  "*/*",
];

/** Longer bodies the HTTP server refuses before the program sees them, without a body of its own. */
const bodyCharactersMax = 1_000_000;

/** A body as the schema wants it, one that is no JSON, or right ones under a wrong name. */
function bodyOf({ resolve }: ApiDocument, { body }: Operation): Arbitrary<Sent> {
  const empty: Sent = { headers: {}, body: undefined };
  const odd = fc.oneof(
    fc
      .constantFrom(...hostileBodies, `${"[".repeat(3000)}`, "\ufeff{}", "{} {}", "'a'")
      .map((text): Sent => ({ headers: json, body: text })),
    fc.uint8Array({ maxLength: 40 }).map((bytes): Sent => ({ headers: json, body: new Uint8Array(bytes) })),
  );
  if (body === undefined) return fc.oneof({ arbitrary: fc.constant(empty), weight: 10 }, { arbitrary: odd, weight: 1 });
  const text = jsonText(body, resolve).map((one) => one.slice(0, bodyCharactersMax));
  return fc.oneof(
    { arbitrary: text.map((one): Sent => ({ headers: json, body: one })), weight: 20 },
    { arbitrary: text.map((one): Sent => ({ headers: json, body: one.slice(0, -1) })), weight: 1 },
    {
      arbitrary: fc
        .tuple(text, fc.constantFrom(...types))
        .map(([one, type]): Sent => ({ headers: { "content-type": type }, body: one })),
      weight: 1,
    },
    { arbitrary: fc.oneof(odd, fc.constant(empty)), weight: 2 },
  );
}
