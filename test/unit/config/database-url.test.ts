import { expect, test } from "bun:test";
import { splitDatabaseUrl } from "../../../src/base/database-url.ts";

test.each(["@", "/", "?", "#", "@@", "/@", "%zz", "%", "%ff"])(
  "a password with a bare %j is refused and not repeated",
  (bare) => {
    const parts = splitDatabaseUrl(`postgresql://argos:Tr${bare}s3cret@127.0.0.1:9/x`);
    expect(parts).toHaveProperty("fault");
    expect(JSON.stringify(parts)).not.toContain("s3cret");
  },
);

test.each(["s3cret%40", "s3%2Fcret", "s3:cret", "s3cret!$&'()*+,;=", ""])("a password %j is taken", (password) => {
  expect(splitDatabaseUrl(`postgresql://argos:${password}@127.0.0.1:9/x`)).toMatchObject({
    credentials: `argos:${password}`,
    host: "127.0.0.1",
    port: "9",
    path: "x",
  });
});
