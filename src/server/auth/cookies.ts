import type { ServerSettings } from "../../config/config.ts";

/** Decides how the cookie of a session is kept: only over TLS where people reach Argos so. */
export type CookieSettings = Pick<ServerSettings, "publicUrl">;

/** Whether people reach Argos by TLS. A header that says so may come from anybody, so only the configuration is believed. */
export function isSecure({ publicUrl }: CookieSettings): boolean {
  return publicUrl?.startsWith("https://") ?? false;
}

/** The secret in the cookie of a session; undefined when there is none that could have been made here. */
export function sessionSecret(request: Request, settings: CookieSettings): string | undefined {
  const wanted = cookieName(settings);
  for (const pair of (request.headers.get("cookie") ?? "").split(";")) {
    const [name = "", value = ""] = pair.trim().split("=", 2);
    if (name === wanted && /^[\w-]{43}$/.test(value)) return value;
  }
  return undefined;
}

/** A `Set-Cookie` that begins a session of so many seconds (RFC 6265bis, with the prefix `__Host-` over TLS). */
export function sessionCookie(secret: string, seconds: number, settings: CookieSettings): string {
  const secure = isSecure(settings) ? "; Secure" : "";
  return `${cookieName(settings)}=${secret}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure}`;
}

/** A `Set-Cookie` that ends a session. */
export function endedCookie(settings: CookieSettings): string {
  return sessionCookie("", 0, settings);
}

function cookieName(settings: CookieSettings): string {
  return isSecure(settings) ? "__Host-argos" : "argos";
}
