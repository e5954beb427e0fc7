import { expect, test } from "bun:test";
import { createServer, type RequestListener } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { text } from "node:stream/consumers";
import { answerOf, aProbeRequest, aProber, never } from "../../builders/prober.ts";
import { createAuthority } from "../../farm/certificates.ts";

const authority = await createAuthority();
const host = "site1.farm.test";
const served = await authority.issue("good", { names: [host] });
const probes = aProber({ settings: { resolve: { [host]: "127.0.0.1" }, caPem: authority.caPem } });

test.each([
  ["http", "GET"],
  ["http", "HEAD"],
  ["https", "GET"],
  ["https", "HEAD"],
] as const)("over %s a %s sends a body where there is one", async (scheme, method) => {
  const seen: unknown[] = [];
  const listener: RequestListener = async (request, response) => {
    seen.push([request.method, request.headers.host, await text(request)]);
    response.setHeader("X-Mark", "here").end(method === "HEAD" ? undefined : "found");
  };
  const server = scheme === "http" ? createServer(listener) : createTlsServer(served, listener);
  const port = await new Promise<number>((resolve) =>
    server.listen(0, "127.0.0.1", () => resolve(Object(server.address()).port)),
  );
  try {
    const data = { kind: "json", value: { query: "ü" } } as const;
    const url = `${scheme}://${host}:${port}/`;
    const answer = answerOf(await probes.probe(aProbeRequest({ url, method, data }), never));
    expect(seen).toEqual([[method, `${host}:${port}`, '{"query":"ü"}']]);
    expect(answer).toMatchObject({ status: 200, body: { kind: "text", text: method === "HEAD" ? "" : "found" } });
    expect(answer.headers).toContainEqual(["x-mark", "here"]);
    expect(answer.chain?.certificates.length).toBe(scheme === "https" ? 2 : undefined);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
