import { expect, test } from "bun:test";

/** What a process that logs these facts writes to standard error. */
async function logged(facts: string): Promise<string> {
  const base = JSON.stringify(`${import.meta.dir}/../../../src/base`);
  const script = `
    const { LoggedAsWritten, loggerOf, startLogging } = await import(${base} + "/log.ts");
    const { messageOf } = await import(${base} + "/error.ts");
    const { knowSecrets } = await import(${base} + "/secrets/known-secrets.ts");
    knowSecrets({ values: ["hunter2-known"], variables: [] });
    startLogging("debug");
    loggerOf("test").debug("it went to https://ada:hunter2@example.org/", ${facts});`;
  const child = Bun.spawn([process.execPath, "-e", script], { stdio: ["ignore", "ignore", "pipe"] });
  return await new Response(child.stderr).text();
}

test("no line of the log holds what opens doors in an address, or what is known to be a secret", async () => {
  const line = await logged(`{
    url: "https://example.org/?pwd=hunter2",
    nested: { urls: ["postgres://ada:hunter2@db/x"] },
    error: messageOf(new Error("cannot reach ada:hunter2@db")),
    text: "the token hunter2-known is refused",
  }`);
  expect(line).not.toContain("hunter2");
  expect(line).toContain('msg="it went to https://***@example.org/" url="https://example.org/?pwd=***"');
});

test("a link that is made to be found in the log stands there whole", async () => {
  const line = await logged(`{ link: new LoggedAsWritten("https://example.org/setup?key=abc") }`);
  expect(line).toContain('link="https://example.org/setup?key=abc"');
});
