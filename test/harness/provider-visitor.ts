import { tagsOf } from "./markup.ts";

/** What somebody does at the pages of a provider. */
export interface Visit {
  readonly account: string;
  readonly consent: "given" | "denied";
  /** PEM certificates to trust. */
  readonly caPem?: string;
}

/** Pages and redirects at most, before a provider counts as one that leads in circles. */
const stepsMax = 20;

/** Goes through the pages of a provider as a browser without script does; returns the address that it leads back to. */
export async function visitProvider(from: string, visit: Visit): Promise<URL> {
  const { origin } = new URL(from);
  const cookies = new Map<string, string>();
  let address = new URL(from);
  let body: URLSearchParams | undefined;
  for (let step = 0; step < stepsMax; step += 1) {
    const response = await fetch(address, {
      redirect: "manual",
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") },
      ...(body === undefined ? {} : { method: "POST", body }),
      ...(visit.caPem === undefined ? {} : { tls: { ca: visit.caPem } }),
    });
    keepCookies(cookies, response);
    body = undefined;
    const location = response.headers.get("location");
    if (location === null) ({ address, body } = nextOf(await response.text(), address, visit));
    else address = new URL(location, address);
    if (address.origin !== origin) return address;
  }
  throw new Error(`no way back after ${stepsMax} steps, at ${address}`);
}

function keepCookies(cookies: Map<string, string>, response: Response): void {
  for (const cookie of response.headers.getSetCookie()) {
    const [pair = ""] = cookie.split(";");
    const [name = "", value = ""] = pair.split(/=(.*)/s);
    if (value === "") cookies.delete(name);
    else cookies.set(name, value);
  }
}

/** Fills in the only form of a page, or follows its link to give up. */
function nextOf(
  html: string,
  at: URL,
  visit: Visit,
): { readonly address: URL; readonly body: URLSearchParams | undefined } {
  const tags = tagsOf(html);
  const form = tags.find((tag) => tag.startsWith("<form"));
  if (form === undefined) throw new Error(`no form at ${at}: ${html.slice(0, 500)}`);
  const fields = new URLSearchParams();
  for (const tag of tags.filter((one) => one.startsWith("<input"))) {
    const name = attribute(tag, "name");
    if (name !== undefined) fields.set(name, attribute(tag, "value") ?? visit.account);
  }
  const cancel = tags.map((tag) => attribute(tag, "href")).find((href) => href?.endsWith("/abort"));
  if (fields.get("prompt") === "consent" && visit.consent === "denied")
    return { address: new URL(cancel ?? "", at), body: undefined };
  return { address: new URL(attribute(form, "action") ?? "", at), body: fields };
}

function attribute(tag: string, name: string): string | undefined {
  return new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1];
}
