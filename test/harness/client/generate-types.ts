import { plugin } from "bun";
import typescript from "typescript-5";

/**
 * `bun generate-types.ts <document>` prints the types of an OpenAPI document. openapi-typescript is written for the
 * programming interface of TypeScript 5, which 7 has not: so it gets that one, for this alone.
 */
plugin({
  name: "typescript-5",
  setup(build) {
    build.module("typescript", () => ({ exports: { default: typescript, ...typescript }, loader: "object" }));
  },
});

const { default: openapiTS, astToString } = await import("openapi-typescript");
const [path = ""] = process.argv.slice(2);
process.stdout.write(astToString(await openapiTS(await Bun.file(path).text())));
