import { toOpenAPISchema } from "@elysiajs/openapi/openapi";
import type { AnyElysia } from "elysia";
import { version } from "../../base/version.ts";
import { ProblemDetails } from "../../contract/v1/problem.ts";
import { securitySchemes, withAccess } from "./security.ts";

/** A part of the document: JSON, whose shape the OpenAPI specification 3.1 gives. */
type Node = unknown;

/** What the groups of routes are for, in the order of the explorer. */
const tags = [
  { name: "summary", description: "Counts, and who does the work" },
  { name: "sites", description: "Sites of the configuration" },
  { name: "targets", description: "Requests that are made, their results and changes" },
  { name: "certificates", description: "What https targets show: when it ends, who issued it, whether it is renewed" },
  { name: "checks", description: "What is not ok" },
  { name: "availability", description: "How much of a time sites and targets were up" },
  { name: "incidents", description: "What went wrong from when to when, and what they have in common" },
  { name: "silences", description: "No messages for a while, planned work, and who knows of an incident" },
  { name: "messages", description: "What people were told, or could not be" },
  { name: "configuration", description: "What is in force, and reading its file again" },
  { name: "audit", description: "Who did what" },
  { name: "original", description: "Routes of the original Argos, with its shapes" },
  { name: "agent", description: "What agents call" },
  { name: "health", description: "For load balancers and service managers" },
];

/** The OpenAPI 3.1 document of every route that is not hidden. `serverUrl` is where the routes stand for a client. */
export function openApiDocument(app: AnyElysia, serverUrl: string): Record<string, Node> {
  const { paths, components } = toOpenAPISchema(app, { staticFile: false });
  return {
    openapi: "3.1.1",
    info: {
      title: "Argos",
      version,
      description: "What Argos knows of the sites it watches. Instants are RFC 3339 in UTC, units stand in the names.",
      license: { name: "AGPL-3.0-or-later", identifier: "AGPL-3.0-or-later" },
    },
    servers: [{ url: serverUrl }],
    tags,
    paths: Object.fromEntries(Object.entries(paths).map(([path, item]) => [path, itemWithAccess(path, tidy(item))])),
    components: {
      ...components,
      schemas: { ...components?.schemas, Problem: ProblemDetails },
      securitySchemes,
    },
  };
}

function itemWithAccess(path: string, item: Node): Node {
  if (typeof item !== "object" || item === null) return item;
  return Object.fromEntries(
    Object.entries(item).map(([method, operation]) => [method, withAccess({ method, path }, operation)]),
  );
}

/** The generator's output as the specification wants it: problems as problem+json, integers of addresses as integers. */
function tidy(node: Node): Node {
  if (Array.isArray(node)) return node.map(tidy);
  if (typeof node !== "object" || node === null) return node;
  const integer = integerOf(node);
  if (integer !== undefined) return integer;
  if ("in" in node && "schema" in node) return tidyParameter(node);
  return Object.fromEntries(
    Object.entries(node).map(([name, value]) => [name, name === "responses" ? tidyResponses(value) : tidy(value)]),
  );
}

/** Elysia's integer for addresses is "digits or an integer"; the digits are only how an address writes one. */
function integerOf(node: object): Node {
  if (!("anyOf" in node) || !Array.isArray(node.anyOf)) return undefined;
  const [digits, integer, more] = node.anyOf;
  const format: unknown = typeof digits === "object" && digits !== null ? Reflect.get(digits, "format") : undefined;
  return format === "integer" && more === undefined ? integer : undefined;
}

/** What has a default may be left out. */
function tidyParameter(parameter: { readonly schema: Node }): Node {
  const schema = tidy(parameter.schema);
  const usual = typeof schema === "object" && schema !== null && "default" in schema;
  return { ...parameter, schema, ...(usual ? { required: false } : {}) };
}

function tidyResponses(responses: Node): Node {
  if (typeof responses !== "object" || responses === null) return responses;
  return Object.fromEntries(
    Object.entries(responses).map(([status, response]) => [status, tidyResponse(status, response)]),
  );
}

function tidyResponse(status: string, response: Node): Node {
  if (typeof response !== "object" || response === null) return response;
  const content: unknown = Reflect.get(response, "content");
  if (Number(status) < 400 || typeof content !== "object" || content === null) return tidy(response);
  return { ...response, content: { "application/problem+json": tidy(Reflect.get(content, "application/json")) } };
}
