import { afterAll, describe, expect, test } from "bun:test";
import { binary, runArgos, temporaryDirectory } from "../harness/argos.ts";
import { oddAnswers } from "../harness/odd-answers.ts";

const files = temporaryDirectory();
afterAll(() => files[Symbol.dispose]());

/** Commands under way at once. */
const lanes = 4;

const match = ["--match", "domain=https://a.test"];

/** Every command that asks a server elsewhere. */
const commands = [
  ["silence add", ["silence", "add", ...match, "--for", "1h"]],
  ["silence list", ["silence", "list"]],
  ["silence end", ["silence", "end", "12"]],
  ["maintenance start", ["maintenance", "start", ...match]],
  ["maintenance end", ["maintenance", "end", ...match]],
  ["message list", ["message", "list"]],
  ["message replay", ["message", "replay", "12"]],
] as const;

const silence = {
  id: 12,
  kind: "silence",
  match: { domain: "https://a.test" },
  comment: "",
  createdBy: "ada",
  createdAt: "2026-01-01T00:00:00.000Z",
  startsAt: "2026-01-01T00:00:00.000Z",
  endsAt: "2026-01-02T00:00:00.000Z",
  endedBy: null,
};
const message = {
  id: 12,
  recipient: "mail:ada",
  state: "dead",
  group: "cause:1",
  events: 1,
  createdAt: "2026-01-01T00:00:00.000Z",
  endedAt: null,
  attempts: 3,
  title: "down",
  answer: "no",
};
const standing = {
  sites: null,
  sitesCut: false,
  checks: { ok: 1, unknown: 0, warning: 0, critical: 0 },
  worst: [],
  dueTargets: 0,
  oldestDueMs: 0,
  dataAgeMs: 1,
  agentsSeen: 1,
};

describe.each(commands)("argos %s", (_name, args) => {
  test("says in one line and exit 1 what another program answered", async () => {
    await inLanes(oddAnswers, async ([name, answer]) => {
      const { out, err, code } = await ask(args, answer);
      expect({ name, out, code }).toEqual({ name, out: "", code: 1 });
      expect(err).toMatch(
        /^argos: http:\/\/127\.0\.0\.1:\d+\/ answered (?:GET|POST|DELETE) \/api\/v1\/[\w/]+ with .+\n$/,
      );
    });
  });

  test("says so of every field that is missing or of another type, too", async () => {
    await inLanes(malformed(bodyOf(args)), async (body) => {
      const { out, err, code } = await ask(args, () => Response.json(body));
      expect({ body, out, code }).toEqual({ body, out: "", code: 1 });
      expect(err).toMatch(/^argos: .+ of another shape \(\/.*\): is it an Argos server of another version\? .+\n$/);
    });
  });

  test("passes over what a newer server adds", async () => {
    const { err, code } = await ask(args, () => Response.json(added(bodyOf(args))));
    expect({ err, code }).toEqual({ err: "", code: 0 });
  });
});

test("argos nagios is UNKNOWN in one line, whatever answers", async () => {
  await inLanes(oddAnswers, async ([name, answer]) => {
    const { out, err, code } = await ask(["nagios"], answer);
    expect({ name, err, code }).toEqual({ name, err: "", code: 3 });
    expect(out).toMatch(/^ARGOS UNKNOWN - http:\/\/127\.0\.0\.1:\d+\/ answered GET \/api\/v1\/standing with [^|]+\n$/);
  });
  await inLanes(malformed(standing), async (body) => {
    const { out, err, code } = await ask(["nagios"], () => Response.json(body));
    expect({ body, err, code }).toEqual({ body, err: "", code: 3 });
    expect(out).toMatch(/^ARGOS UNKNOWN - .+ of another shape .+\n$/);
  });
});

test("argos nagios knows a critical check whose reason only a newer server knows", async () => {
  const check = {
    id: 1,
    key: "smells-like",
    severity: "critical",
    reason: "smells-bad",
    message: "",
    sinceAt: "2026-01-01T00:00:00Z",
    target: { id: 1, method: "GET", url: "https://a.test/" },
    site: { id: 1, domain: "https://a.test" },
  };
  const body = added({ ...standing, checks: { ...standing.checks, critical: 1 }, worst: [check] });
  const { out, code } = await ask(["nagios"], () => Response.json(body));
  expect(code).toBe(2);
  expect(out).toContain("CRITICAL https://a.test/ smells-like (since 2026-01-01 00:00:00 UTC)");
});

test.each([
  ["without rows", () => ({ items: [], nextCursor: crypto.randomUUID() })],
  ["of one row", () => ({ items: [message], nextCursor: crypto.randomUUID() })],
  ["that lead to themselves", () => ({ items: [message], nextCursor: "again" })],
  ["whose cursors are long", () => ({ items: [message], nextCursor: "c".repeat(1001) })],
])("pages %s do not go on for ever", async (_name, page) => {
  const { out, err, code } = await ask(["message", "list", "--limit", "10000"], () => Response.json(page()));
  expect({ out, code }).toEqual({ out: "", code: 1 });
  expect(err).toContain("pages that do not end");
});

test("a page of more rows than were asked for is cut", async () => {
  const page = { items: Array.from({ length: 5000 }, () => message), nextCursor: "more" };
  const { out, code } = await ask(["message", "list", "--limit", "3", "--json"], () => Response.json(page));
  expect(code).toBe(0);
  expect(JSON.parse(out)).toHaveLength(3);
});

test("a refusal is one line, whatever its words hold", async () => {
  const detail = "no\n\u001b[31m at main.ts:1 ".repeat(1000);
  const { err, code } = await ask(["silence", "list"], () => Response.json({ detail }, { status: 422 }));
  expect(code).toBe(1);
  expect(err).toMatch(/^argos: http:\S+ refuses: no \[31m at [^\n]{1,600}\n$/);
});

test("an answer that quotes the token does not bring it to the terminal", async () => {
  for (const status of [200, 302, 401, 404, 500]) {
    const headers = { location: "https://other.test/?token=a-token" };
    for (const body of ["Bearer a-token", JSON.stringify({ detail: "Bearer a-token" })]) {
      const { err } = await ask(["silence", "list"], () => new Response(body, { status, headers }));
      expect(err).not.toContain("a-token");
    }
  }
});

test("a reader that leaves ends a command quietly", async () => {
  const page = {
    items: Array.from({ length: 199 }, (_, id) => ({ ...message, id: id + 1, answer: "x".repeat(4000) })),
    nextCursor: null,
  };
  using other = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => Response.json(page) });
  const child = Bun.spawn(
    ["sh", "-c", `"$0" message list --limit 200 --server ${other.url.href} | head -c 10`, binary],
    {
      cwd: files.path,
      env: { PATH: process.env.PATH ?? "", ARGOS_TOKEN: "a-token" },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  const [out, err] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  expect({ out: out.length, err }).toEqual({ out: 10, err: "" });
});

async function ask(args: readonly string[], answer: () => Response) {
  using other = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: answer });
  return await runArgos([...args, "--server", other.url.href], {
    directory: files.path,
    env: { ARGOS_TOKEN: "a-token" },
  });
}

/** What a server answers when all is well. */
function bodyOf([command, verb]: readonly string[]): Record<string, unknown> {
  if (verb === "list") return { items: [command === "message" ? message : silence], nextCursor: null };
  if (command === "message") return { outcome: "replayed", message };
  return command === "maintenance" && verb === "end" ? { items: [silence] } : silence;
}

/** The body with each of its fields, and those of what it holds, once gone and once of another type. */
function malformed(body: Record<string, unknown>): Record<string, unknown>[] {
  return Object.entries(body).flatMap(([name, value]) => {
    const { [name]: _, ...without } = body;
    const inner = isRecord(value) && name !== "match" ? malformed(value).map((one) => ({ ...body, [name]: one })) : [];
    const [first] = Array.isArray(value) ? value : [];
    const inList = isRecord(first) ? malformed(first).map((one) => ({ ...body, [name]: [one] })) : [];
    return [without, { ...body, [name]: { odd: [1] } }, { ...body, [name]: [[]] }, ...inner, ...inList].filter(
      (one) => !(name === "match" && isRecord(one.match) && "odd" in one.match),
    );
  });
}

function added(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(added);
  if (!isRecord(value)) return value;
  return {
    ...Object.fromEntries(Object.entries(value).map(([name, one]) => [name, added(one)])),
    added: { by: ["a newer server"] },
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

async function inLanes<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const left = [...all];
  const lane = async () => {
    for (let one = left.shift(); one !== undefined; one = left.shift()) await work(one);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
