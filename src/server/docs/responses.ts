import type { Access } from "../auth/access.ts";
import { elementsOf, isObject, type Members, mapMembers, membersOf, type Node } from "./node.ts";

/** An operation of the document: its place, who may call it, and whether it takes a body. */
export interface Operation {
  readonly method: string;
  /** As the router writes it: `/api/v1/sites/:id`. */
  readonly path: string;
  readonly access: Access;
  readonly takesBody: boolean;
  /** As the document writes them. */
  readonly parameters: Node;
}

const problem = { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } };
const retryAfter = {
  "Retry-After": { description: "seconds", schema: { type: "integer", format: "int32", minimum: 1 } },
};
const textHeader = (description: string) => ({ description, schema: { type: "string" } });

/** Answers that many operations give, by the name that the document refers to them with. */
export const commonResponses = {
  NotModified: {
    description: "the response that the client has, as its If-None-Match says, is still right",
    headers: { ETag: textHeader("of that response") },
  },
  BadRequest: {
    description: "a body that is not JSON or nested too deeply, or a cursor of another list",
    content: problem,
  },
  Unauthorized: {
    description: "no login and no token, or one that is not valid",
    headers: { "WWW-Authenticate": textHeader("the scheme: Bearer") },
    content: problem,
  },
  Forbidden: { description: "a caller who may not do this", content: problem },
  NotFound: { description: "no row has this id", content: problem },
  MethodNotAllowed: {
    description: "for a method that this path does not list",
    headers: { Allow: textHeader("the methods, with commas between them") },
    content: problem,
  },
  RequestTimeout: { description: "the body took too long to arrive", content: problem },
  Conflict: { description: "it cannot be done as things are; the detail says why", content: problem },
  ContentTooLarge: { description: "a body of too many bytes or values", content: problem },
  UnsupportedMediaType: { description: "a body that is not sent as application/json", content: problem },
  UnprocessableContent: { description: "values that the schema does not allow, named one by one", content: problem },
  UpgradeRequired: { description: "the agent speaks a newer protocol than this server", content: problem },
  TooManyRequests: { description: "too many requests", headers: retryAfter, content: problem },
  InternalServerError: { description: "a fault of the server, which its log describes", content: problem },
  ServiceUnavailable: { description: "the database does not answer", headers: retryAfter, content: problem },
} as const;

type Name = keyof typeof commonResponses;

const nameOf: Readonly<Record<string, Name>> = {
  304: "NotModified",
  400: "BadRequest",
  401: "Unauthorized",
  403: "Forbidden",
  404: "NotFound",
  405: "MethodNotAllowed",
  408: "RequestTimeout",
  409: "Conflict",
  413: "ContentTooLarge",
  415: "UnsupportedMediaType",
  422: "UnprocessableContent",
  426: "UpgradeRequired",
  429: "TooManyRequests",
  500: "InternalServerError",
  503: "ServiceUnavailable",
};

/** What a success is called where its schema says nothing of it. */
const successes: Readonly<Record<string, string>> = { 200: "OK", 201: "Created", 204: "No Content" };

/** All that an operation may answer: what its route says, and what the guard, the limits and the schemas answer before it. */
export function responsesOf(operation: Operation, own: Node): Members {
  const statuses = commonStatuses(operation).map((status) => [status, refer(status)] as const);
  const said = mapMembers(own, (response, status) => ownResponse(operation, { status, response }));
  return { ...Object.fromEntries(statuses), ...said };
}

function commonStatuses({ method, path, access, takesBody, parameters }: Operation): number[] {
  if (path.startsWith("/-/")) return [405];
  const names = elementsOf(parameters).map((one) => membersOf(one));
  const isLogged = access !== "open";
  const isTagged = isCached({ method, path });
  return [
    ...(isTagged ? [304] : []),
    ...(takesBody || names.some((one) => one.name === "cursor") ? [400] : []),
    ...(isLogged ? [401, 403] : []),
    ...(names.some((one) => one.in === "path") ? [404] : []),
    405,
    ...(takesBody ? [408, 413, 415] : []),
    ...(takesBody || names.length > 0 ? [422] : []),
    ...(access === "agent" ? [426] : []),
    ...[429, 500, 503],
  ];
}

/** Whether a client may ask whether its copy still holds: JSON of the second API has a tag (`jsonResponse`). */
function isCached({ method, path }: Pick<Operation, "method" | "path">): boolean {
  return method === "GET" && path.startsWith("/api/v1/") && !path.endsWith(".csv");
}

function refer(status: number | string): Members {
  return { $ref: `#/components/responses/${nameOf[status]}` };
}

/** A refusal that only has a problem is the common one; one with members of its own keeps its schema. */
function ownResponse(operation: Operation, { status, response }: { status: string; response: Node }): Node {
  const { description, content, ...rest } = membersOf(response);
  if (Number(status) < 400) return success(operation, { status, response: membersOf(response) });
  const schema = membersOf(membersOf(membersOf(content)["application/json"]).schema);
  if (!isObject(content) || "application/problem+json" in content || !("application/json" in content)) return response;
  if (schema.$ref === "#/components/schemas/Problem" && status in nameOf) return refer(status);
  return { ...rest, description, content: { "application/problem+json": { schema } } };
}

function success(operation: Operation, { status, response }: { status: string; response: Members }): Members {
  const { description } = response;
  const isBare = typeof description !== "string" || description.startsWith("Response for status");
  const headers = isCached(operation) ? { headers: { ETag: textHeader("names this content, for If-None-Match") } } : {};
  return { ...response, description: isBare ? successes[status] : description, ...headers };
}
