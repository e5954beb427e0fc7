import { securityHeaders } from "../security-headers.ts";

/** After a form was taken: the browser asks for a page of ours, and asking for it again sends nothing twice (RFC 9110 §15.4.4). */
export function seeOther(location: string): Response {
  return new Response(null, { status: 303, headers: { ...securityHeaders, location } });
}
