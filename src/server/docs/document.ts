import { toOpenAPISchema } from "@elysiajs/openapi/openapi";
import type { AnyElysia } from "elysia";
import { version } from "../../base/version.ts";
import { accessTable } from "../auth/access.ts";
import { plainSchema } from "./json-schema.ts";
import { nameSchemas } from "./named-schemas.ts";
import { elementsOf, type Members, mapMembers, membersOf, type Node } from "./node.ts";
import { operationIds } from "./operation-ids.ts";
import { commonResponses, responsesOf } from "./responses.ts";
import { needs, securityOf, securitySchemes } from "./security.ts";

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

const description = `What Argos knows of the sites it watches.

Instants are RFC 3339 in UTC and end in \`At\` or stand alone; only what agents send counts milliseconds since 1970, in names
that end in \`Ms\`, as durations do. Units stand in the names. Texts of a request hold no NUL and no half of a surrogate pair.
Refusals are problem+json (RFC 9457).`;

/** The OpenAPI 3.1 document of every route that is not hidden. `serverUrl` is where the routes stand for a client. */
export function openApiDocument(app: AnyElysia, serverUrl: string): Record<string, Node> {
  const { paths } = toOpenAPISchema(app, { staticFile: false });
  const hooks = new Map(app.routes.map((route) => [`${route.method} ${route.path}`, membersOf(route.hooks)]));
  const { schemas, refer } = nameSchemas();
  const itemOf = (item: Node, path: string) =>
    mapMembers(item, (operation, method) => {
      const route = { method: method.toUpperCase(), path: path.replaceAll(/\{(\w+)\}/g, ":$1") };
      return operationOf(route, { operation: membersOf(operation), hooks, refer });
    });
  return {
    openapi: "3.1.1",
    info: {
      title: "Argos",
      version,
      description,
      license: { name: "AGPL-3.0-or-later", identifier: "AGPL-3.0-or-later" },
    },
    servers: [{ url: serverUrl, description: "this installation" }],
    tags,
    paths: mapMembers(paths, itemOf),
    components: { schemas, responses: commonResponses, securitySchemes },
  };
}

interface Made {
  /** What the generator says of a route. */
  readonly operation: Members;
  /** What every route was declared with, by method and path. */
  readonly hooks: ReadonlyMap<string, Members>;
  /** Replaces schemas that have a name. */
  readonly refer: (node: Node) => Node;
}

function operationOf(route: { readonly method: string; readonly path: string }, made: Made): Members {
  const name = `${route.method} ${route.path}`;
  const access = accessTable[name];
  const { body, query } = made.hooks.get(name) ?? {};
  if (access === undefined) return made.operation;
  const { responses, parameters: listed, requestBody: _, description: said, ...operation } = made.operation;
  const parameters = elementsOf(listed).map((one) => parameterOf(membersOf(one), query));
  const own = mapMembers(responses, (response) => made.refer(withPlainSchemas(response)));
  const takesBody = body !== undefined;
  return {
    ...operation,
    operationId: operationIds[name],
    description: typeof said === "string" ? `${said}\n\n${needs[access]}` : needs[access],
    security: securityOf(access),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(takesBody ? { requestBody: requestBodyOf(body, made.refer) } : {}),
    responses: responsesOf({ ...route, access, takesBody, parameters }, own),
  };
}

/** What has a default may be left out, and what a schema says of itself is what its parameter is. */
function parameterOf({ name, in: where, required, schema }: Members, query: Node): Members {
  const declared = membersOf(membersOf(membersOf(query).properties)[String(name)]).description;
  const { description: own, ...plain } = membersOf(plainSchema(schema));
  const says = own ?? declared ?? (where === "path" ? "names the row" : undefined);
  const isRequired = required === true && !("default" in plain);
  return { name, in: where, required: isRequired, ...(says === undefined ? {} : { description: says }), schema: plain };
}

/** Routes take JSON and nothing else. */
function requestBodyOf(schema: Node, refer: Made["refer"]): Members {
  return { required: true, content: { "application/json": { schema: refer(plainSchema(schema)) } } };
}

function withPlainSchemas(response: Node): Members {
  const { content, ...rest } = membersOf(response);
  if (content === undefined) return rest;
  const plain = mapMembers(content, (media) => ({ ...membersOf(media), schema: plainSchema(membersOf(media).schema) }));
  return { ...rest, content: plain };
}
