import { type Access, accessTable } from "../auth/access.ts";

/** A part of the document: JSON, whose shape the OpenAPI specification 3.1 gives. */
type Node = unknown;

/** Ways to be let in (`securitySchemes`). */
export const securitySchemes = {
  agentToken: {
    type: "http",
    scheme: "bearer",
    description: "a token with the scope `agent`, made by `argos token create`, or one of service.secrets",
  },
  apiToken: {
    type: "http",
    scheme: "bearer",
    description: "a token with a scope that allows it, made by `argos token create`, or one of service.api_tokens",
  },
} as const;

const needs: Readonly<Record<Access, string>> = {
  open: "Anybody may call it.",
  dashboard: "Needs the scope `read`, unless general.unauthenticated_access is `dashboard` or `all`.",
  read: "Needs the scope `read`, unless general.unauthenticated_access is `all`.",
  private: "Needs the scope `read`.",
  person: "For a person who is logged in.",
  metrics: "Needs the scope `metrics` or `read`.",
  write: "Needs the scope `write`.",
  administer: "Needs the scope `admin`.",
  agent: "For agents.",
};

/** An operation of the document with who may call it, which the access table says, and how a refusal looks. */
export function withAccess(route: { readonly method: string; readonly path: string }, operation: Node): Node {
  if (typeof operation !== "object" || operation === null) return operation;
  const name = `${route.method.toUpperCase()} ${route.path.replaceAll(/\{(\w+)\}/g, ":$1")}`;
  const access = accessTable[name];
  if (access === undefined) return operation;
  const described: Node = Reflect.get(operation, "description");
  const description = typeof described === "string" ? `${described}\n\n${needs[access]}` : needs[access];
  const security = securityOf(access);
  if (access === "open") return { ...operation, description, security };
  const known: Node = Reflect.get(operation, "responses");
  return { ...operation, description, security, responses: { ...refusals, ...(known ?? {}) } };
}

function securityOf(access: Access): Node {
  if (access === "open") return [];
  if (access === "agent") return [{ agentToken: [] }];
  return access === "dashboard" || access === "read" ? [{}, { apiToken: [] }] : [{ apiToken: [] }];
}

const problem = { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } };
const refusals = {
  401: { description: "nobody that is known", content: problem },
  403: { description: "somebody who may not", content: problem },
  429: { description: "too many requests; Retry-After says when to come again, in seconds", content: problem },
};
