import type { Role } from "./caller.ts";

/** Somebody else who knows people by their passwords. */
export interface PasswordDirectory {
  readonly origin: "ldap";
  /** Whether the password is that person's. `message` of one that cannot be asked is for the log. */
  verify(
    name: string,
    password: string,
    signal: AbortSignal,
  ): Promise<
    { kind: "known"; name: string; role: Role } | { kind: "wrong" } | { kind: "unavailable"; message: string }
  >;
}
