import type { Role } from "./caller.ts";

/** What a directory says of a name and a password. */
export type PasswordVerdict =
  /** `name` is how the directory spells it. */
  | { readonly kind: "known"; readonly name: string; readonly role: Role }
  /** No such user, or another password: nobody is told which. */
  | { readonly kind: "wrong" }
  /** `message` is for the log: a stranger learns no more than that the directory does not answer. */
  | { readonly kind: "unavailable"; readonly message: string };

/** Knows users by their passwords, which it keeps itself. */
export interface PasswordDirectory {
  readonly origin: "ldap";
  verify(name: string, password: string, signal: AbortSignal): Promise<PasswordVerdict>;
}
