import { AndFilter, EqualityFilter, type Filter, FilterParser } from "ldapts";
import type { LdapSettings } from "../../config/login-providers.ts";

/** What the entry of a user matches: the name is a value in it and never syntax. */
export function userFilter(settings: Pick<LdapSettings, "userAttribute" | "userFilter">, name: string): Filter {
  const named = new EqualityFilter({ attribute: settings.userAttribute, value: name });
  if (settings.userFilter === undefined) return named;
  const more = settings.userFilter.replaceAll("%uid", () => escapedValue(name));
  return new AndFilter({ filters: [named, FilterParser.parseString(more)] });
}

/** RFC 4515 section 3: these characters of a value are written as their bytes. */
function escapedValue(value: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: NUL is one of them
  return value.replace(/[\u0000()*\\]/g, (one) => `\\${one.charCodeAt(0).toString(16).padStart(2, "0")}`);
}
