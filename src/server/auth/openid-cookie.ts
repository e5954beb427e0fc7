import { ticketLifeMs } from "./openid-ticket.ts";

/** The cookie that ties a login at a provider to the browser that began it. */
export interface TicketCookie {
  set(value: string): string;
  clear(): string;
  /** The value in a `Cookie` header; undefined when it is not there, or twice. */
  read(header: string | null): string | undefined;
}

/**
 * Lax, since it must come along when the provider sends the browser back. Under https its name starts with `__Host-`, so
 * that no other host and no page over http can put one in its place (RFC 6265bis section 4.1.3).
 */
export function ticketCookie(publicUrl: string): TicketCookie {
  const isSecure = publicUrl.startsWith("https:");
  const name = isSecure ? "__Host-argos-openid" : "argos-openid";
  const rules = `Path=/; HttpOnly; SameSite=Lax${isSecure ? "; Secure" : ""}`;
  return {
    set: (value) => `${name}=${value}; Max-Age=${ticketLifeMs / 1000}; ${rules}`,
    clear: () => `${name}=; Max-Age=0; ${rules}`,
    read(header) {
      const values = (header ?? "")
        .split(";")
        .map((pair) => pair.trim())
        .filter((pair) => pair.startsWith(`${name}=`))
        .map((pair) => pair.slice(name.length + 1));
      return values.length === 1 ? values[0] : undefined;
    },
  };
}
