import { expect, test } from "bun:test";
import { createConfig, lintFromString } from "@redocly/openapi-core";
import { Document, Ruleset, Spectral } from "@stoplight/spectral-core";
import { Json } from "@stoplight/spectral-parsers";
import { oas } from "@stoplight/spectral-rulesets";
import { testDatabase } from "../harness/database.ts";
import { openApp } from "../harness/pages.ts";

const { database } = await testDatabase();
const { text } = await openApp(database)("/openapi.json");

test("redocly finds nothing wrong with the document", async () => {
  const config = await createConfig({ extends: ["recommended"], rules: { "no-invalid-schema-examples": "error" } });
  const problems = await lintFromString({ source: text, absoluteRef: "openapi.json", config });
  expect(
    problems.map(({ severity, ruleId, message, location }) => [severity, ruleId, message, location[0]?.pointer]),
  ).toEqual([]);
});

/** A licence has an SPDX identifier instead of an address, tags stand in the order of the explorer, and nobody is the contact of every installation. */
const notOurs = { "license-url": "off", "openapi-tags-alphabetical": "off", "info-contact": "off" };

test("spectral finds nothing wrong with the document", async () => {
  const spectral = new Spectral();
  spectral.setRuleset(new Ruleset({ extends: [[oas, "all"]], rules: notOurs }));
  const problems = await spectral.run(new Document(text, Json));
  expect(problems.map(({ severity, code, message, path }) => [severity, code, message, path.join("/")])).toEqual([]);
});
