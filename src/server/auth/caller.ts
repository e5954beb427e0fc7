import type { UserOrigin } from "../../store/users.ts";
import type { Access } from "./access.ts";
import type { AgentCredential } from "./credential.ts";
import { userSubject } from "./subjects.ts";

/** What a person may do: readers see, administrators also act. */
export const roles = ["reader", "administrator"] as const;
export type Role = (typeof roles)[number];

/** What a token may do. `write` includes `read`; `admin` includes both; `read` includes `metrics`. */
export const scopes = ["read", "write", "admin", "metrics", "agent"] as const;
export type Scope = (typeof scopes)[number];

/** Who asks. */
export type Caller =
  | { readonly kind: "nobody" }
  | {
      readonly kind: "user";
      readonly userId: number;
      readonly name: string;
      /** Who vouches for the person; this database unless told. */
      readonly origin?: UserOrigin;
      readonly role: Role;
      /** Stands in every form of this session; a request that changes something must show it. */
      readonly csrf: string;
    }
  | {
      readonly kind: "token";
      readonly name: string;
      readonly scopes: readonly Scope[];
      /** By what it was let in, where that may speak as an agent. */
      readonly credential?: AgentCredential;
    };

export const nobody: Caller = { kind: "nobody" };

/** How the audit names who asks: `user:alice`, `ldap:alice`, `token:deploy` or `nobody`. */
export function callerName(caller: Caller): string {
  if (caller.kind === "nobody") return "nobody";
  if (caller.kind === "token") return `token:${caller.name}`;
  return userSubject({ name: caller.name, origin: caller.origin ?? "local" });
}

/** What is public without a login (`general.unauthenticated_access`). */
export type PublicPart = "none" | "dashboard" | "all";

/** Whether a caller may use a route of that kind. */
export function mayCall(caller: Caller, access: Access, publicPart: PublicPart): boolean {
  if (access === "open") return true;
  if (isPublic(access, publicPart)) return true;
  switch (caller.kind) {
    case "nobody":
      return false;
    case "user":
      return caller.role === "administrator" ? access !== "agent" : access === "person" || seen.includes(access);
    case "token":
      return caller.scopes.some((scope) => grants[scope].includes(access));
    default:
      return caller satisfies never;
  }
}

const seen: readonly Access[] = ["dashboard", "read", "private", "metrics"];

const grants: Readonly<Record<Scope, readonly Access[]>> = {
  read: seen,
  write: [...seen, "write"],
  admin: [...seen, "write", "administer"],
  metrics: ["metrics"],
  agent: ["agent"],
};

function isPublic(access: Access, publicPart: PublicPart): boolean {
  if (publicPart === "none") return false;
  return access === "dashboard" || (publicPart === "all" && access === "read");
}
