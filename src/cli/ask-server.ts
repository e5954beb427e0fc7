import type { Static, TObject, TSchema } from "@sinclair/typebox";
import { type TypeCheck, TypeCompiler } from "@sinclair/typebox/compiler";
import { cleanText } from "../base/clean-text.ts";
import { ArgosError, messageOf } from "../base/error.ts";
import { version } from "../base/version.ts";
import { tolerant } from "../contract/tolerant.ts";
import { pageSchema } from "../contract/v1/fields.ts";
import { type JsonReply, type ReplyBounds, readJsonReply, withoutSecret } from "../net/json-reply.ts";

/** How long the server may take to the end of its reply, in milliseconds. */
const answerMs = 30_000;
/** Rows of one page: the most that the server gives. */
const pageRowsMax = 200;
/** Rows of a page on average at least, or its pages do not end. */
const pageRowsLeast = 20;
const cursorCharactersMax = 1000;

/** 2000 silences of the longest texts. */
const bounds: ReplyBounds = { bytesMax: 32 * 1024 * 1024, depthMax: 64, valuesMax: 500_000 };

/** A server elsewhere, and what it lets us in with. */
export interface ServerPlace {
  readonly url: URL;
  readonly token: string;
}

interface Call {
  readonly method: "GET" | "POST" | "DELETE";
  /** Below `/api/v1/`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
}

/**
 * Asks the API of a server elsewhere for a reply of this shape; fields that a newer server adds are passed over. No answer, a
 * refusal, and an answer of another shape are ArgosErrors of one line.
 */
export async function askServer<Schema extends TSchema>(
  server: ServerPlace,
  call: Call,
  shape: Schema,
): Promise<Static<Schema>> {
  return await ask(server, call, TypeCompiler.Compile(tolerant(shape)));
}

/** The first `rowsMax` rows of a list of the API, page after page. */
export async function listFromServer<Item extends TObject>(
  server: ServerPlace,
  list: { readonly path: string; readonly query: Readonly<Record<string, string>>; readonly rowsMax: number },
  item: Item,
): Promise<Static<Item>[]> {
  const { path, query, rowsMax } = list;
  const check = TypeCompiler.Compile(tolerant(pageSchema(item)));
  const found: Static<Item>[] = [];
  let cursor: string | null = "";
  for (let page = 0; cursor !== null && found.length < rowsMax; page += 1) {
    const limit = String(Math.min(pageRowsMax, rowsMax - found.length));
    const call: Call = { method: "GET", path, query: { ...query, limit, ...(cursor === "" ? {} : { cursor }) } };
    const { items, nextCursor } = await ask(server, call, check);
    for (const one of items) if (found.length < rowsMax) found.push(one);
    const isEndless = items.length === 0 || nextCursor === cursor || page * pageRowsLeast > rowsMax;
    if (nextCursor !== null && (isEndless || nextCursor.length > cursorCharactersMax))
      throw misfit(server, call, "pages that do not end", isOther);
    cursor = nextCursor;
  }
  return found;
}

async function ask<Schema extends TSchema>(
  server: ServerPlace,
  call: Call,
  check: TypeCheck<Schema>,
): Promise<Static<Schema>> {
  const { response, body } = await exchange(server, call);
  const { status } = response;
  if (!response.ok) throw refusalOf(server, call, { response, body });
  if (body.kind === "odd") throw misfit(server, call, `${status} and ${body.message}`, isOther);
  if (check.Check(body.value)) return body.value;
  const first = check.Errors(body.value).First();
  const where = cleanText(`${first?.path || "/"}: ${first?.message ?? "something else"}`, 200);
  const hint = `is it an Argos server of another version? This is ${version}`;
  throw misfit(server, call, `${status} and JSON of another shape (${where})`, hint);
}

async function exchange(
  server: ServerPlace,
  { method, path, query = {}, body }: Call,
): Promise<{ readonly response: Response; readonly body: JsonReply }> {
  const address = `${server.url.href.replace(/\/+$/, "")}/api/v1/${path}?${new URLSearchParams(query)}`;
  try {
    const response = await fetch(address, {
      method,
      headers: {
        authorization: `Bearer ${server.token}`,
        "accept-encoding": "gzip",
        "user-agent": `Argos-Panoptes/${version}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: "manual",
      decompress: false,
      signal: AbortSignal.timeout(answerMs),
    });
    return { response, body: await readJsonReply(response, { bounds, secret: server.token }) };
  } catch (cause) {
    const why = cleanText(messageOf(cause), 300);
    throw new ArgosError("network", `cannot reach ${addressOf(server)}: ${why}`, { cause });
  }
}

function refusalOf(
  server: ServerPlace,
  call: Call,
  { response, body }: { readonly response: Response; readonly body: JsonReply },
): ArgosError {
  const { status, headers } = response;
  const problem = body.kind === "json" ? body.value : undefined;
  const detail: unknown = typeof problem === "object" && problem !== null ? Reflect.get(problem, "detail") : undefined;
  const location = headers.get("location");
  if (status < 400 && location !== null) {
    const place = cleanText(withoutSecret(location, server.token), 200);
    return misfit(server, call, `${status}, a redirect to ${place}`, "give --server the address that it leads to");
  }
  if (typeof detail !== "string") return misfit(server, call, String(status), isOther);
  const said = cleanText(withoutSecret(detail, server.token), 500);
  if (status === 401) return new ArgosError("unauthorized", `${addressOf(server)} refuses the token: ${said}`);
  return new ArgosError("refused", `${addressOf(server)} refuses: ${said}`);
}

const isOther = "no Argos server answers so: is the address right, and is the server up?";

/** What answered is no Argos server, or one of another version. */
function misfit(server: ServerPlace, { method, path }: Call, what: string, hint: string): ArgosError {
  return new ArgosError("network", `${addressOf(server)} answered ${method} /api/v1/${path} with ${what}: ${hint}`);
}

/** Without the user and the password that an address may have. */
function addressOf({ url }: ServerPlace): string {
  return `${url.origin}${url.pathname}`;
}
