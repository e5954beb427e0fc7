import { expect, test } from "bun:test";
import { type Static, Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { accessTable } from "../../src/server/auth/access.ts";
import { testDatabase } from "../harness/database.ts";
import { openApp } from "../harness/pages.ts";

const { database } = await testDatabase();
const get = openApp(database);

const Schema = Type.Record(Type.String(), Type.Unknown());

/** What the tests read of an operation; redocly and spectral judge the rest (`openapi-lint.test.ts`). */
const Operation = Type.Object({
  tags: Type.Array(Type.String(), { minItems: 1 }),
  summary: Type.String({ minLength: 5 }),
  operationId: Type.String({ pattern: "^[a-z][A-Za-z]+$" }),
  description: Type.String(),
  security: Type.Array(Type.Record(Type.String(), Type.Array(Type.String()))),
  parameters: Type.Optional(
    Type.Array(Type.Object({ name: Type.String(), in: Type.String(), required: Type.Boolean(), schema: Schema })),
  ),
  requestBody: Type.Optional(Type.Object({ required: Type.Boolean(), content: Type.Record(Type.String(), Schema) })),
  responses: Type.Record(Type.RegExp(/^[1-5]\d\d$/), Schema, { minProperties: 1 }),
});
type Operation = Static<typeof Operation>;

const Document = Type.Object({
  openapi: Type.RegExp(/^3\.1\.\d$/),
  servers: Type.Array(Type.Object({ url: Type.String() })),
  tags: Type.Array(Type.Object({ name: Type.String(), description: Type.String() })),
  paths: Type.Record(Type.RegExp(/^\/[^:]*$/), Type.Record(Type.RegExp(/^(?:get|post|delete)$/), Operation)),
  components: Type.Object({ schemas: Schema, responses: Schema, securitySchemes: Schema }),
});

async function readDocument(rootPath = ""): Promise<Static<typeof Document>> {
  const { text, status, headers } = await openApp(database, rootPath)("/openapi.json");
  expect(status).toBe(200);
  expect(headers.get("content-type")).toStartWith("application/json");
  const document: unknown = JSON.parse(text);
  expect([...Value.Errors(Document, document)].map((one) => `${one.path} ${one.message}`)).toEqual([]);
  if (!Value.Check(Document, document)) throw new Error("no OpenAPI document");
  return document;
}

const document = await readDocument();
/** Every object of the document with the path to it. */
function walk(node: unknown, visit: (node: Readonly<Record<string, unknown>>, path: string) => void, path = ""): void {
  if (typeof node !== "object" || node === null) return;
  visit({ ...node }, path);
  for (const [name, value] of Object.entries(node)) {
    if (name !== "examples") walk(value, visit, `${path}/${name}`);
  }
}

const operations: [string, Operation][] = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]): [string, Operation] => [`${method} ${path}`, operation]),
);

function operationOf(name: string): Operation {
  const [, operation] = operations.find(([one]) => one === name) ?? [];
  if (operation === undefined) throw new Error(`${name} is not documented`);
  return operation;
}

test("the document has every route of the access table that is for programs, and no pages", () => {
  const forPrograms = Object.keys(accessTable).filter((route) => / \/(?:api|-)\//.test(route));
  const named = forPrograms.map((route) => {
    const [method = "", path = ""] = route.split(" ");
    return `${method.toLowerCase()} ${path.replaceAll(/:(\w+)/g, "{$1}")}`;
  });
  expect(operations.map(([name]) => name).sort()).toEqual(named.sort());
});

test.each(operations)("%s names its parameters, tags and securities rightly", (name, operation) => {
  const inPath = [...name.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "");
  const declared = (operation.parameters ?? []).filter((one) => one.in === "path");
  expect(declared.map((one) => one.name)).toEqual(inPath);
  expect(declared.every((one) => one.required)).toBe(true);
  expect((operation.parameters ?? []).filter((one) => one.required && "default" in one.schema)).toEqual([]);
  expect(document.tags.map((tag) => tag.name)).toEqual(expect.arrayContaining(operation.tags));
  const needed = operation.security.flatMap((one) => Object.keys(one));
  expect(Object.keys(document.components.securitySchemes)).toEqual(expect.arrayContaining(needed));
});

test.each([
  ["get /-/healthy", [], "Anybody may call it."],
  ["get /api/severities", [], "Anybody may call it."],
  ["get /api/v1/sites", [{}, { apiToken: [] }], "`read`"],
  ["get /api/v1/messages", [{ apiToken: [] }], "`read`"],
  ["post /api/v1/silences", [{ apiToken: [] }], "`write`"],
  ["post /api/v1/agent/lease", [{ agentToken: [] }], "For agents."],
] as const)("%s says who may call it", (name, security, words) => {
  const operation = operationOf(name);
  expect<unknown>(operation.security).toEqual(security);
  expect(operation.description).toContain(words);
  expect(Object.hasOwn(operation.responses, "401")).toBe(security.length > 0);
});

test("operation ids are unique", () => {
  const ids = operations.map(([, operation]) => operation.operationId);
  expect(new Set(ids).size).toBe(ids.length);
});

test("lists may be asked for without any parameter", () => {
  const limit = operationOf("get /api/v1/sites").parameters?.find((one) => one.name === "limit");
  expect<unknown>(limit).toEqual({
    name: "limit",
    in: "query",
    required: false,
    description: "rows of the page",
    schema: { type: "integer", format: "int32", minimum: 1, maximum: 200, default: 50 },
  });
});

test.each(operations)("%s says how it succeeds, and what stands before it", (name, operation) => {
  const statuses = Object.keys(operation.responses);
  expect(statuses.filter((status) => status.startsWith("2")).length).toBeGreaterThan(0);
  expect(statuses).toContain("405");
  if (name.includes("/-/")) return;
  const takesBody = operation.requestBody !== undefined;
  const isOpen = operation.security.length === 0;
  const inputs = [...(operation.parameters ?? []), ...(takesBody ? ["body"] : [])];
  const expected = [
    ...["429", "500", "503"],
    ...(isOpen ? [] : ["401", "403"]),
    ...(takesBody ? ["400", "408", "413", "415"] : []),
    ...(inputs.length > 0 ? ["422"] : []),
    ...(name.includes("{id}") ? ["404"] : []),
    ...(name.includes("/agent/") ? ["426"] : []),
  ];
  expect(statuses).toEqual(expect.arrayContaining(expected));
});

test.each([
  ["delete /api/v1/agents/{id}", "204", undefined],
  ["get /-/ready", "200", ["text/plain"]],
  ["get /-/ready", "503", ["text/plain"]],
  ["get /api/v1/availability.csv", "200", ["text/csv"]],
  ["post /api/v1/agent/lease", "200", ["application/json"]],
  ["post /api/v1/configuration/reload", "422", ["application/problem+json"]],
] as const)("%s answers %s with %j", (name, status, types) => {
  const { content } = operationOf(name).responses[status] ?? {};
  expect<unknown>(content && Object.keys(content)).toEqual(types);
});

test("a body is JSON, and its examples fit it", () => {
  const bodies = operations.flatMap(([, { requestBody }]) => (requestBody === undefined ? [] : [requestBody]));
  expect(bodies.length).toBe(6);
  for (const { content } of bodies) {
    expect(Object.keys(content)).toEqual(["application/json"]);
    const name =
      String(Reflect.get(content["application/json"]?.schema ?? {}, "$ref"))
        .split("/")
        .at(-1) ?? "";
    expect([name, document.components.schemas[name]]).toMatchObject([name, { examples: [expect.anything()] }]);
  }
});

test("every number says how wide it is, and every choice has the type of its values", () => {
  const faults: string[] = [];
  walk(document, (node, path) => {
    const types = [node.type].flat();
    if (types.includes("integer") && !["int32", "int64"].includes(String(node.format)))
      faults.push(`${path} ${node.format}`);
    if (types.includes("number") && node.format !== "double") faults.push(`${path} ${node.format}`);
    const values = Array.isArray(node.enum) ? node.enum : [];
    const fits = (value: unknown) =>
      types.includes(value === null ? "null" : typeof value === "number" ? "integer" : typeof value);
    if (!values.every(fits)) faults.push(`${path} is not of its type`);
  });
  expect(faults).toEqual([]);
});

test("instants are RFC 3339 everywhere but in what agents send", () => {
  const names = new Set<string>();
  walk(document.components.schemas, (node, path) => {
    if (typeof node.description === "string" && node.description.includes("since 1970"))
      names.add(path.split("/")[1] ?? "");
  });
  expect([...names]).toEqual(["SeenCertificate"]);
});

test("below a folder the document says where its server is", async () => {
  expect(document.servers).toMatchObject([{ url: "/" }]);
  expect((await readDocument("/argos")).servers).toMatchObject([{ url: "/argos" }]);
});

const emptyStyle = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='";
const redocStyle = "'sha256-QMIg+bpjm3JdElJ388KYke01izlUW0UoNOeKjpMxdgc='";

test.each([
  ["/docs", "'self'", { sheets: 2 }],
  ["/redoc", `'self' ${emptyStyle} ${redocStyle}`, { sheets: 1 }],
])(
  "the explorer at %s loads only what the server has, with the types that browsers insist on",
  async (path, styles, { sheets }) => {
    const page = await get(path);
    expect(page.headers.get("content-security-policy")).toBe(
      `default-src 'none'; style-src ${styles}; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; script-src 'self'; connect-src 'self'`,
    );
    expect(page.text).not.toMatch(/<script(?![^>]* src=)[^>]*>|<style|https?:/);
    const loaded = [...page.text.matchAll(/(?:href|src|data-document)="([^"]+)"/g)].map((match) => match[1] ?? "");
    const answers = await Promise.all([...new Set(loaded)].map(async (one) => await get(one)));
    expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => 200));
    expect(answers.filter((answer) => answer.text.length < 100)).toEqual([]);
    const typesOf = answers.map((answer) => answer.headers.get("content-type"));
    expect(typesOf.filter((type) => type === "text/javascript; charset=utf-8").length).toBe(2);
    expect(typesOf.filter((type) => type === "text/css; charset=utf-8").length).toBe(sheets);
    expect(answers.map((answer) => answer.text).join("")).not.toContain("cdn.redoc.ly");
  },
);
