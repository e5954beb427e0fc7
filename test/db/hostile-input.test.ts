import { beforeAll, expect, test } from "bun:test";
import { accessTable } from "../../src/server/auth/access.ts";
import type { Caller } from "../../src/server/auth/caller.ts";
import { storeIncident } from "../builders/stored-incident.ts";
import { testDatabase } from "../harness/database.ts";
import { hostileBodies, hostileCursors, hostileHeaders, hostileValues } from "../harness/hostile-values.ts";
import { anAdministrator, anAdministratorsToken, createPagesApp } from "../harness/pages.ts";

const { database } = await testDatabase();
const anAgent: Caller = { kind: "token", name: "agent", scopes: ["agent"] };
let userId = 0;
const app = createPagesApp(database, "", {
  reload: async () => ({ kind: "refused", problems: [] }),
  // each request is another person's, or the limit of requests would refuse most of them
  identify: async ({ url }) => {
    userId += 1;
    return url.includes("/api/v1/agent/") ? anAgent : { ...anAdministrator, userId };
  },
});
const routes = Object.keys(accessTable);
const pages = routes.filter((route) => /^GET \/(?!api|-|metrics)/.test(route));
const forms = routes.filter((route) => /^POST \/(?!api)/.test(route));

/** Every name that a page looks for in its address. */
const pageNames =
  "search severity label reason sort state cause issuer within domain revision period done next key lang to back expires signature code state".split(
    " ",
  );
const formNames =
  "kind domain label from for comment number recipient back name password fresh again key next seconds remember expires signature".split(
    " ",
  );

beforeAll(async () => {
  await storeIncident(database, {});
});

/** The status of an answer; a page that fails while it is drawn counts too. */
async function statusOf(method: string, path: string, init: RequestInit = {}): Promise<number> {
  const headers = new Headers({
    host: "localhost",
    accept: "text/html",
    "x-csrf-token": anAdministratorsToken,
    "sec-fetch-site": "same-origin",
  });
  for (const [name, value] of new Headers(init.headers)) headers.set(name, value);
  const request = new Request("http://localhost/", { ...init, method, headers });
  // a Request would write the address anew
  Object.defineProperty(request, "url", { value: `http://localhost${path}` });
  const response = await app.handle(request);
  await response.text();
  return response.status;
}

/** The requests that the server failed at. */
async function faultsOf(asked: Iterable<readonly [string, () => Promise<number>]>): Promise<string[]> {
  const faults: string[] = [];
  for (const [what, ask] of asked) {
    const status = await ask();
    if (status >= 500) faults.push(`${status}: ${what.slice(0, 200)}`);
  }
  return faults;
}

function split(route: string, value: string): readonly [method: string, path: string] {
  const [method = "", pattern = ""] = route.split(" ");
  return [method, pattern.replaceAll(/:\w+/g, () => value)];
}

test.each(routes)("%s takes no value of its path for a fault of its own", async (route) => {
  const asked = [...hostileValues, ...["svg", "json", "atom"].map((form) => `%00.${form}`)].map((value) => {
    const [method, path] = split(route, value);
    return [`${method} ${path}`, () => statusOf(method, path)] as const;
  });
  expect(await faultsOf(asked)).toEqual([]);
});

test.each(queried())("%s takes no value of %s for a fault of its own", async (route, name) => {
  const [method, path] = split(route, "1");
  const values = name === "cursor" ? [...hostileValues, ...hostileCursors] : hostileValues;
  const asked = values.flatMap((value) =>
    [`${name}=${value}`, `${name}=${value}&${name}=${value}`, `${name}[]=${value}`].map((query) => {
      const address = `${path}?${query}`;
      return [`${method} ${address}`, () => statusOf(method, address)] as const;
    }),
  );
  expect(await faultsOf(asked)).toEqual([]);
});

test.each(pages)("%s takes nothing in its query for a fault of its own", async (route) => {
  const [method, path] = split(route, "1");
  const filters = hostileValues.map((value) => pageNames.map((name) => `${name}=${value}`).join("&"));
  const states = ["", "state=open&", "state=closed&", "state=dead&", "state=active&", "sort=severity&", "sort=worst&"];
  const cursors = states.flatMap((state) => hostileCursors.map((cursor) => `${state}cursor=${cursor}`));
  const asked = [...filters, ...cursors].map((query) => {
    const address = `${path}?${query}`;
    return [`${method} ${address}`, () => statusOf(method, address)] as const;
  });
  expect(await faultsOf(asked)).toEqual([]);
});

test.each(forms)("%s takes nothing in its form for a fault of its own", async (route) => {
  const [method, path] = split(route, "1");
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const asked = hostileValues.map((value) => {
    const body = [`csrf=${anAdministratorsToken}`, ...formNames.map((name) => `${name}=${value}`)].join("&");
    return [`${route} ${value}`, () => statusOf(method, path, { headers, body })] as const;
  });
  expect(await faultsOf(asked)).toEqual([]);
});

test.each(routes.filter((route) => !route.startsWith("GET ")))(
  "%s takes no body for a fault of its own",
  async (route) => {
    const [method, path] = split(route, "1");
    const types = ["application/json", "text/plain", "multipart/form-data", "application/json; charset=\u00ff", ""];
    const asked = hostileBodies.flatMap((body) =>
      types.map((type) => {
        const headers = { "content-type": type };
        return [`${route} ${type} ${body}`, () => statusOf(method, path, { headers, body })] as const;
      }),
    );
    expect(await faultsOf(asked)).toEqual([]);
  },
);

test.each(routes)("%s takes no header for a fault of its own", async (route) => {
  const [method, path] = split(route, "1");
  const names =
    "accept accept-language if-none-match x-forwarded-for x-forwarded-proto cookie authorization origin argos-load".split(
      " ",
    );
  const asked = hostileHeaders.map((value) => {
    const headers = Object.fromEntries(names.map((name) => [name, value]));
    return [`${route} ${value}`, () => statusOf(method, path, { headers })] as const;
  });
  expect(await faultsOf(asked)).toEqual([]);
});

test.each([
  ["2147483648", [404, 422]],
  ["9007199254740993", [404, 422]],
  ["0", [404, 422]],
  ["%00", [404, 422]],
] as const)("an id that cannot exist names nothing: %s", async (id, statuses) => {
  for (const route of ["sites", "targets", "incidents"])
    for (const prefix of ["/", "/api/v1/"])
      expect(statuses).toContain((await statusOf("GET", `${prefix}${route}/${id}`)) as 404 | 422);
});

/** Each query parameter of each route of the API, as its schema names it. */
function queried(): [route: string, name: string][] {
  return app.routes.flatMap(({ method, path, hooks }) =>
    Object.keys(hooks.query?.properties ?? {}).map((name): [string, string] => [`${method} ${path}`, name]),
  );
}
