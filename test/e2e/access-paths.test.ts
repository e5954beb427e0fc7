import { afterAll, expect, test } from "bun:test";
import { type Access, accessTable } from "../../src/server/auth/access.ts";
import { mayCall } from "../../src/server/auth/caller.ts";
import { everyCaller, type TestCaller } from "../harness/callers.ts";
import { testDatabase } from "../harness/database.ts";
import { type RawRequest, type RawResponse, rawConnection } from "../harness/raw-http.ts";
import { serveBinary } from "../harness/served.ts";
import { openServer } from "../harness/visitor.ts";

/** Requests under way at once. */
const connections = 24;

/** A Host header each, or none, or two. */
const hosts: readonly (readonly string[])[] = [
  ["localhost"],
  ["a"],
  ["abc"],
  ["a:1"],
  ["["],
  [".."],
  ["%41"],
  ["a b"],
  ["x@y"],
  [],
  ["a", "b"],
];

/** Hosts that are none: a request with one of them is never routed. */
const isNoHost = (host: readonly string[]) => host.length !== 1 || ["[", "a b", "x@y"].includes(host[0] ?? "");

/** Other ways to write a path. */
const forms: Readonly<Record<string, (path: string) => string>> = {
  plain: (path) => path,
  "two slashes": (path) => `/${path}`,
  "a dot": (path) => `/.${path}`,
  "an encoded dot": (path) => `/%2e${path}`,
  "up and down": (path) => `/assets/..${path}`,
  "a parameter": (path) => `${path};x`,
  "a slash at the end": (path) => `${path}/`,
  "upper case": (path) => path.toUpperCase(),
  "an encoded slash": (path) => path.replace(/(?!^)\//, "%2f"),
  "an open prefix": (path) => `/assets${path}`,
};

/** A request without a host is refused before anybody asks for its caller: two of them show it. */
function hostsFor({ name }: TestCaller): readonly (readonly string[])[] {
  return name === "nobody" || name === "administrator" ? hosts : hosts.filter((host) => !isNoHost(host));
}

/** Every form with an ordinary Host and with the shortest; what a Host could shift with the others. */
function formsFor(host: readonly string[]): readonly string[] {
  const all = Object.keys(forms);
  if (["localhost", "a"].includes(host[0] ?? "")) return all;
  return all.filter((form) => ["plain", "two slashes", "an encoded slash", "an open prefix"].includes(form));
}

interface Probe {
  readonly route: string;
  readonly caller: TestCaller;
  readonly host: readonly string[];
  readonly form: string;
}

const held = new AsyncDisposableStack();
afterAll(() => held.disposeAsync());
const { database, address } = await testDatabase();
const binary = await serveBinary({ database, address, access: "none" }, held);

test("the binary admits whom the table names, whatever the Host and however the path is written", async () => {
  const callers = await everyCaller(database, { ...openServer(database), handle: binary.send });
  const probes = Object.keys(accessTable)
    // A logout ends the session that the other probes are sent with.
    .filter((route) => route !== "POST /logout")
    .flatMap((route) =>
      callers.flatMap((caller) =>
        hostsFor(caller).flatMap((host) => formsFor(host).map((form): Probe => ({ route, caller, host, form }))),
      ),
    );
  const differences = await differencesOf(probes, Number(new URL(binary.origin).port));
  process.stderr.write(`access: ${probes.length} requests, ${differences.length} differences from the table\n`);
  expect(differences.slice(0, 20)).toEqual([]);
});

async function differencesOf(probes: readonly Probe[], port: number): Promise<string[]> {
  const found: string[] = [];
  let next = 0;
  const work = async () => {
    using connection = rawConnection(port);
    for (let probe = probes[next++]; probe !== undefined; probe = probes[next++]) {
      const response = await connection.send(requestOf(probe));
      const [wanted, seen] = [expected(probe), outcomeOf(response)];
      const isLimited = seen === "limited" && (wanted === "not admitted" || wanted === "not there");
      if (wanted !== seen && !isLimited) {
        const host = JSON.stringify(probe.host);
        found.push(`${probe.route}, ${probe.form}, Host ${host}, ${probe.caller.name}: ${seen}, not ${wanted}`);
      }
    }
  };
  await Promise.all(Array.from({ length: connections }, work));
  return found;
}

function requestOf({ route, caller, host, form }: Probe): RawRequest {
  const [method = "", pattern = ""] = route.split(" ");
  return {
    method,
    target: forms[form]?.(pattern.replace(/:\w+/g, "1")) ?? "",
    headers: [...host.map((one) => ["host", one] as const), ...Object.entries(caller.headers)],
    ...(method === "GET" ? {} : { body: "{}" }),
  };
}

type Outcome = "reached" | "not admitted" | "not there" | "malformed" | "limited";

function expected({ route, caller, host, form }: Probe): Outcome {
  if (isNoHost(host)) return "malformed";
  const [method = "", pattern = ""] = route.split(" ");
  const access = accessOf(method, forms[form]?.(pattern.replace(/:\w+/g, "1")) ?? "");
  if (access === undefined) return "not there";
  return mayCall(caller.is, access, "none") ? "reached" : "not admitted";
}

/** What the table says of a path, found without any router: dots are resolved, and one slash at the end is left out. */
function accessOf(method: string, target: string): Access | undefined {
  const path = new URL(`http://localhost${target}`, "http://localhost").pathname;
  const tidy = path.replace(/([^/])\/$/, "$1");
  const matching = Object.entries(accessTable).filter(([route]) => {
    const [of, pattern = ""] = route.split(" ");
    return of === method && new RegExp(`^${pattern.replace(/[.]/g, "\\.").replace(/:\w+/g, "[^/]+")}$`).test(tidy);
  });
  const exact = matching.find(([route]) => route === `${method} ${tidy}`);
  return (exact ?? matching.sort(([a], [b]) => wildcards(a) - wildcards(b))[0])?.[1];
}

function wildcards(route: string): number {
  return route.split(":").length;
}

function outcomeOf({ status, text }: RawResponse): Outcome {
  if (text.includes('"detail":"this needs ') || text.includes('"detail":"a session may only write')) {
    return "not admitted";
  }
  // Wrong tokens are limited before anything else: such a caller is as little admitted.
  if (status === 429 && text.includes("too many wrong tokens")) return "limited";
  if (status === 400 && (text === "" || text.includes("Host header"))) return "malformed";
  return /"detail":"there is no \//.test(text) || status === 405 ? "not there" : "reached";
}
