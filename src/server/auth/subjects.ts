import type { UserOrigin } from "../../store/users.ts";

/** How the audit names a person: `user:alice` for one of this database, otherwise with who vouches: `ldap:alice`. */
export function userSubject({ name, origin }: { readonly name: string; readonly origin: UserOrigin }): string {
  return origin === "local" ? `user:${name}` : `${origin}:${name}`;
}
