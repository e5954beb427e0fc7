/** Leads a browser on with GET (RFC 9110, section 15.4.4); `location` is an address that `Links` made. */
export function seeOther(location: string, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(null, { status: 303, headers: { location, ...headers } });
}
