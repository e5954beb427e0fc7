import { readFileSync } from "node:fs";
import { join } from "node:path";

const [directory = ".", httpPort, httpsPort, ...addresses] = process.argv.slice(2);
const tls = {
  key: readFileSync(join(directory, "farm.key"), "utf8"),
  cert: readFileSync(join(directory, "farm.crt"), "utf8"),
};
for (const hostname of addresses) {
  Bun.serve({
    hostname,
    port: Number(httpsPort),
    tls,
    fetch: () =>
      new Response("<!doctype html><title>Farm</title><p>All is well", { headers: { "content-type": "text/html" } }),
  });
  Bun.serve({
    hostname,
    port: Number(httpPort),
    fetch(request) {
      const url = new URL(request.url);
      return new Response(null, {
        status: 301,
        headers: { location: `https://${url.hostname}:${httpsPort}${url.pathname}` },
      });
    },
  });
}
