import { expect, test } from "bun:test";
import { Validator } from "@seriousme/openapi-schema-validator";
import { type Static, Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { accessTable } from "../../src/server/auth/access.ts";
import { testDatabase } from "../harness/database.ts";
import { openApp } from "../harness/pages.ts";

const { database } = await testDatabase();
const get = openApp(database);

const Schema = Type.Record(Type.String(), Type.Unknown());
const Content = Type.Record(Type.RegExp(/^[a-z]+\/[a-z+]+$/), Type.Object({ schema: Schema }));

/** What the OpenAPI specification 3.1 demands of the parts that are used here. */
const Operation = Type.Object(
  {
    tags: Type.Array(Type.String(), { minItems: 1 }),
    summary: Type.String({ minLength: 5 }),
    operationId: Type.String({ minLength: 1 }),
    description: Type.Optional(Type.String()),
    security: Type.Optional(Type.Array(Type.Record(Type.String(), Type.Array(Type.String())))),
    parameters: Type.Optional(
      Type.Array(
        Type.Object(
          {
            name: Type.String(),
            in: Type.Union([Type.Literal("path"), Type.Literal("query"), Type.Literal("header")]),
            required: Type.Boolean(),
            schema: Schema,
          },
          { additionalProperties: false },
        ),
      ),
    ),
    requestBody: Type.Optional(
      Type.Object({ required: Type.Optional(Type.Boolean()), content: Content }, { additionalProperties: false }),
    ),
    responses: Type.Optional(
      Type.Record(
        Type.RegExp(/^[1-5]\d\d$/),
        Type.Object({ description: Type.String(), content: Type.Optional(Content) }, { additionalProperties: false }),
      ),
    ),
  },
  { additionalProperties: false },
);
type Operation = Static<typeof Operation>;

const Document = Type.Object({
  openapi: Type.RegExp(/^3\.1\.\d$/),
  info: Type.Object({ title: Type.String(), version: Type.String() }),
  servers: Type.Array(Type.Object({ url: Type.String() })),
  tags: Type.Array(Type.Object({ name: Type.String(), description: Type.String() })),
  paths: Type.Record(
    Type.RegExp(/^\/[^:]*$/),
    Type.Partial(Type.Object({ get: Operation, post: Operation, delete: Operation }, { additionalProperties: false })),
  ),
  components: Type.Object({
    securitySchemes: Type.Record(Type.String(), Type.Object({ type: Type.Literal("http"), scheme: Type.String() })),
  }),
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
const operations: [string, Operation][] = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]): [string, Operation] => [`${method} ${path}`, operation]),
);

test("a validator of OpenAPI finds nothing wrong", async () => {
  const validator = new Validator({ strict: false });
  const verdict = await validator.validate(JSON.parse((await get("/openapi.json")).text));
  expect(verdict.errors ?? []).toEqual([]);
  expect(verdict.valid).toBe(true);
  expect(validator.version).toBe("3.1");
});

test("the document has every route of the access table that is for programs, and no pages", () => {
  const forPrograms = Object.keys(accessTable).filter((route) => / \/(?:api|-)\//.test(route));
  const named = forPrograms.map((route) => {
    const [method = "", path = ""] = route.split(" ");
    return `${method.toLowerCase()} ${path.replaceAll(/:(\w+)/g, "{$1}")}`;
  });
  expect(operations.map(([name]) => name).sort()).toEqual(named.sort());
});

test.each(operations)("%s names its parameters, tags, securities and schemas rightly", (name, operation) => {
  const inPath = [...name.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "");
  const declared = (operation.parameters ?? []).filter((one) => one.in === "path");
  expect(declared.map((one) => one.name)).toEqual(inPath);
  expect(declared.every((one) => one.required)).toBe(true);
  expect((operation.parameters ?? []).filter((one) => one.required && "default" in one.schema)).toEqual([]);
  expect(document.tags.map((tag) => tag.name)).toEqual(expect.arrayContaining(operation.tags));
  const needed = (operation.security ?? []).flatMap((one) => Object.keys(one));
  expect(Object.keys(document.components.securitySchemes)).toEqual(expect.arrayContaining(needed));
  expect(schemaFaults(operation)).toEqual([]);
});

test.each([
  ["get /-/healthy", [], "Anybody may call it."],
  ["get /api/severities", [], "Anybody may call it."],
  ["get /api/v1/sites", [{}, { apiToken: [] }], "`read`"],
  ["get /api/v1/messages", [{ apiToken: [] }], "`read`"],
  ["post /api/v1/silences", [{ apiToken: [] }], "`write`"],
  ["post /api/v1/agent/lease", [{ agentToken: [] }], "For agents."],
] as const)("%s says who may call it", (name, security, words) => {
  const [, operation] = operations.find(([one]) => one === name) ?? [];
  expect<unknown>(operation?.security).toEqual(security);
  expect(operation?.description).toContain(words);
  expect(Object.hasOwn(operation?.responses ?? {}, "401")).toBe(security.length > 0);
});

test("operation ids are unique", () => {
  const ids = operations.map(([, operation]) => operation.operationId);
  expect(new Set(ids).size).toBe(ids.length);
});

test("lists may be asked for without any parameter", () => {
  const [, sites] = operations.find(([name]) => name === "get /api/v1/sites") ?? [];
  const limit = sites?.parameters?.find((one) => one.name === "limit");
  expect(limit).toEqual({
    name: "limit",
    in: "query",
    required: false,
    schema: { type: "integer", minimum: 1, maximum: 200, default: 50, description: "rows of the page" },
  });
  expect(Object.keys(sites?.responses?.["400"]?.content ?? {})).toEqual(["application/problem+json"]);
});

test("below a folder the document says where its server is", async () => {
  expect(document.servers).toEqual([{ url: "/" }]);
  expect((await readDocument("/argos")).servers).toEqual([{ url: "/argos" }]);
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

/** Names in a schema that JSON Schema 2020-12 does not give a meaning here, and types that it does not know. */
function schemaFaults(node: unknown, isSchema = false): string[] {
  if (Array.isArray(node)) return node.flatMap((one) => schemaFaults(one, isSchema));
  if (typeof node !== "object" || node === null) return [];
  return Object.entries(node).flatMap(([name, value]) => {
    if (!isSchema) return schemaFaults(value, name === "schema");
    if (name === "properties" || name === "patternProperties")
      return Object.values(value).flatMap((one) => schemaFaults(one, true));
    if (["items", "anyOf", "additionalProperties"].includes(name)) return schemaFaults(value, true);
    if (name === "type")
      return [value]
        .flat()
        .filter((one) => !types.has(String(one)))
        .map((one) => `type ${String(one)}`);
    return keywords.has(name) ? [] : [name];
  });
}

const keywords = new Set(
  "$ref type enum const default description format pattern required minimum maximum minLength maxLength minItems maxItems additionalItems".split(
    " ",
  ),
);

const types = new Set(["object", "array", "string", "number", "integer", "boolean", "null"]);
