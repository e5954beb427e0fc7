import { expect, test } from "bun:test";
import { runLease } from "../../../src/agent/run-lease.ts";
import { systemClock } from "../../../src/base/clock.ts";
import { aCheck } from "../../builders/check.ts";
import { aLease } from "../../builders/lease.ts";
import { aProber, never } from "../../builders/prober.ts";

test("a site that repeats what it was sent gives nothing away", async () => {
  await using site = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    async fetch(request) {
      const sent = { url: request.url, headers: Object.fromEntries(request.headers), body: await request.text() };
      const headers = { "x-api": request.headers.get("x-api") ?? "", server: `saw ${request.headers.get("x-api")}` };
      return Response.json(sent, { status: 500, headers: { ...headers, location: request.url } });
    },
  });
  const lease = aLease({
    target: {
      url: `${site.url.href}hunter2aA1hunter2aA1?pwd=hunter2-query&hunter2-bare`,
      method: "POST",
      headers: { "X-Api": "hunter2-header", Authorization: `Basic ${btoa("ada:hunter2-login")}` },
      data: { kind: "form", fields: { a: "hunter2-field" } },
      checks: [
        aCheck({ kind: "status-is", status: 200 }),
        aCheck({ kind: "body-contains", text: "Welcome" }),
        aCheck({ kind: "json-has", values: { "/headers/x-api": "other", "/url": "other" } }),
        aCheck({ kind: "headers-have", values: { server: "nginx", "x-api": "other" } }),
        aCheck({ kind: "headers-like", patterns: { "x-api": "^other" } }),
        aCheck({ kind: "redirects-to", url: "https://example.org/?pwd=hunter2-expected" }),
      ],
    },
  });
  const { result } = await runLease(
    { prober: aProber(), canaries: undefined, clock: systemClock, bodyBytesMax: 65_536, certificates: undefined },
    { lease, arrivedMs: systemClock.monotonicMs(), databaseMs: 0, endsMs: Number.POSITIVE_INFINITY },
    never,
  );
  expect(result).toMatchObject({ status: 500, evidence: { bodyStart: expect.stringContaining('"x-api":"***"') } });
  expect(result.findings.map(({ severity }) => severity)).toEqual(lease.target.checks.map(() => "critical"));
  expect(JSON.stringify(result)).not.toMatch(/hunter|YWRh/);
});
