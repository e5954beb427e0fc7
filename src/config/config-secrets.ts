import { isHarmlessParameter, isToken } from "../base/secrets/harmless.ts";
import type { knowSecrets } from "../base/secrets/known-secrets.ts";
import { Secret } from "../base/secrets/secret.ts";
import type { Config } from "./config.ts";

/** All that a configuration wants kept: for `knowSecrets`. */
export function secretsOf(config: Config): Parameters<typeof knowSecrets>[0] {
  const { sites: _sites, variables: _variables, ...rest } = config;
  return { values: [...new Set(secretsIn(rest).flatMap(parts))], variables: secretVariables(config) };
}

/**
 * Values of variables, but for those that stand in the name of a site, in a label or in the address of Argos: these are
 * shown anyway, and hiding them would leave nothing to read.
 */
function secretVariables({ variables, sites, server }: Config): readonly string[] {
  const values = variables.map(({ value }) => value.reveal()).filter((value) => value !== "");
  if (values.length === 0) return [];
  const open = new Set<string>();
  for (const { domain, labels } of sites) {
    for (const text of [domain, ...Object.values(labels)])
      for (const value of values) if (text.includes(value)) open.add(value);
  }
  return values.filter((value) => !open.has(value) && server.publicUrl?.includes(value) !== true);
}

function secretsIn(value: unknown): readonly string[] {
  if (value instanceof Secret) return [value.reveal()];
  if (value === null || typeof value !== "object") return [];
  const inner = value instanceof Map ? [...value.values()] : Object.values(value);
  return inner.flatMap(secretsIn);
}

/** A secret, and of an address what makes it one. */
function parts(secret: string): readonly string[] {
  const url = /:\/\//.test(secret) ? URL.parse(secret) : null;
  if (url === null) return [secret];
  const query = [...url.searchParams].filter(([name, value]) => !isHarmlessParameter(name, value));
  const path = url.pathname.split("/").filter(isToken);
  return [secret, url.href, url.username, url.password, ...query.map(([, value]) => value), ...path].flatMap(spelt);
}

function spelt(text: string): readonly string[] {
  try {
    return [text, decodeURIComponent(text)];
  } catch {
    return [text];
  }
}
