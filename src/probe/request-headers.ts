import type { Target } from "../config/site.ts";
import type { Hop } from "./redirect.ts";

/** What is sent, after the target's own headers have had their say. */
export interface OutgoingRequest {
  readonly method: Target["method"];
  /** Names in lower case; `host` is always there. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** The `User-Agent` of every probe; site owners find in their logs who asks and why. */
export function userAgent(version: string, suffix: string): string {
  const name = `Argos-Panoptes/${version} (+https://argos-monitoring.framasoft.org/)`;
  return suffix === "" ? name : `${name} - ${suffix}`;
}

/** Defaults, then the target's headers over them, whatever the case of their names. */
export function outgoingRequest(
  hop: Pick<Hop, "method" | "headers" | "data">,
  host: string,
  agentName: string,
): OutgoingRequest {
  const headers: Record<string, string> = {
    host,
    "user-agent": agentName,
    accept: "*/*",
    "accept-encoding": "identity",
  };
  const body = bodyOf(hop.data);
  if (body !== undefined) headers["content-type"] = body.contentType;
  for (const name in hop.headers) headers[name.toLowerCase()] = hop.headers[name] ?? "";
  return { method: hop.method, headers, body: body?.text };
}

function bodyOf(data: Target["data"]): { readonly text: string; readonly contentType: string } | undefined {
  if (data === undefined) return undefined;
  if (data.kind === "json") return { text: JSON.stringify(data.value), contentType: "application/json" };
  const text = new URLSearchParams(data.fields).toString();
  return { text, contentType: "application/x-www-form-urlencoded" };
}
