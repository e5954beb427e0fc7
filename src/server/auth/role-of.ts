import type { RoleRule } from "../../config/login-providers.ts";
import type { Role } from "./caller.ts";

/** What somebody of a provider may do. */
export function roleOf(name: string, { administrators, defaultRole }: RoleRule): Role {
  return administrators.includes(name) ? "administrator" : defaultRole;
}
