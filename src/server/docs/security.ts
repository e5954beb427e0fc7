import type { Access } from "../auth/access.ts";
import type { Node } from "./node.ts";

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

/** Who may call a route, in words. */
export const needs: Readonly<Record<Access, string>> = {
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

/** Which of the ways open a route. */
export function securityOf(access: Access): Node {
  if (access === "open") return [];
  if (access === "agent") return [{ agentToken: [] }];
  return access === "dashboard" || access === "read" ? [{}, { apiToken: [] }] : [{ apiToken: [] }];
}
