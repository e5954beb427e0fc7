import { createHash } from "node:crypto";
import type { Secret } from "../../base/secrets/secret.ts";
import type { Report } from "../kinds/kind.ts";
import type { Address } from "../notifications.ts";
import type { GotifyWords, NtfyWords, WebhookWords } from "../words/channel-words.ts";
import { type MapNode, says } from "../yaml/node.ts";

/** An address, and its name among those of one owner: without a secret, and the same as long as those before it stay. */
export interface NamedAddress {
  readonly name: string;
  readonly address: Address;
}

/** Who gets mail. The name is the bare address, so that a person's name may change. */
export function mailAddresses(addresses: readonly string[]): readonly NamedAddress[] {
  return addresses.map((to) => {
    const bare = /<(.*)>$/.exec(to)?.[1] ?? to;
    return { name: `mail:${bare.toLowerCase()}`, address: { channel: "mail", to } };
  });
}

/** Each token of each server. */
export function gotifyAddresses(servers: readonly GotifyWords[], report: Report): readonly NamedAddress[] {
  const number = createNumbering();
  return servers.flatMap(({ url, tokens, tokens_file: fromFile, place }) =>
    (oneOfBoth(tokens ?? fromFile, { key: "tokens", place, report }) ?? []).map((token) => ({
      name: number(`gotify:${url.host}`),
      address: { channel: "gotify", url: url.href, token },
    })),
  );
}

/**
 * Each topic, named after its server and a hash: anybody with a topic can read what is published there. One that stands
 * twice has a number after its name.
 */
export function ntfyAddresses(topics: readonly NtfyWords[]): readonly NamedAddress[] {
  const number = createNumbering();
  return topics.map(({ url, topic, token, token_file: fromFile }) => ({
    name: number(`ntfy:${url.host}/${shortHash(topic.reveal())}`).replace(/#1$/, ""),
    address: { channel: "ntfy", url: url.href, topic, token: token ?? fromFile },
  }));
}

/** Each webhook, named after its host: the rest of the URL may be a secret. */
export function webhookAddresses(webhooks: readonly WebhookWords[], report: Report): readonly NamedAddress[] {
  const number = createNumbering();
  return webhooks.flatMap(({ url: written, url_file, secret, secret_file, format: shape, place }) => {
    const url = oneOfBoth(written ?? url_file, { key: "url", place, report });
    if (url === undefined) return [];
    const name = number(`webhook:${URL.parse(url.reveal())?.host}`);
    return [{ name, address: { channel: "webhook", url, secret: secret ?? secret_file, shape } }];
  });
}

/** A group of Apprise URLs, which one server sends to. */
export function appriseAddress(name: string, api: URL, urls: readonly Secret[]): NamedAddress {
  return { name, address: { channel: "apprise", api: api.href, urls } };
}

/** A value that one of two keys gives, `key` or `key_file`; reports when neither stands here. */
export function oneOfBoth<T>(
  value: T | undefined,
  { key, place, report }: { readonly key: string; readonly place: MapNode; readonly report: Report },
): T | undefined {
  const isWrong = says(place, key) || says(place, `${key}_file`);
  if (value === undefined && !isWrong) report.problem(place, `"${key}" is missing here (or "${key}_file")`);
  return value;
}

function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}

function createNumbering(): (name: string) => string {
  const counts = new Map<string, number>();
  return (name) => {
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return `${name}#${count}`;
  };
}
