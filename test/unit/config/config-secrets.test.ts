import { afterEach, expect, test } from "bun:test";
import { knowSecrets, withoutKnownSecrets, withoutVariables } from "../../../src/base/secrets/known-secrets.ts";
import { shownUrl } from "../../../src/base/secrets/shown-url.ts";
import { secretsOf } from "../../../src/config/config-secrets.ts";
import { goodConfig } from "../../builders/config-files.ts";

afterEach(() => knowSecrets({ values: [], variables: [] }));

const file = `general:
  public_url: https://\${PUBLIC}.example.org
  db: {url: 'postgresql://argos:hunter2-db%21@h/d?password=hunter2-query'}
  webhooks: [{url: 'https://hooks.example.org/services/T01/8aWqk3Cz9TfYmPL?key=hunter2-key'}]
  ntfy: [{topic: alerts}]
service: {secrets: [hunter2-agent]}
websites:
  - domain: https://\${CUSTOMER}.example.org
    labels: {town: '\${TOWN}'}
    paths: [{path: '/hooks/\${HOOK}/\${PIN}', checks: []}]
`;
const environment = { PUBLIC: "monitor", CUSTOMER: "customer", TOWN: "montpellier", HOOK: "hunter2-hook", PIN: "1234" };

test("what a configuration keeps to itself is in no log, a word among it is", () => {
  knowSecrets(secretsOf(goodConfig(file, environment)));
  const line =
    "a hunter2-db! hunter2-db%21 hunter2-query b 8aWqk3Cz9TfYmPL hunter2-key alerts hunter2-agent hunter2-hook";
  expect(withoutKnownSecrets(line)).toBe("a *** *** *** b *** *** alerts *** ***");
});

test("what a variable put into a path is shown nowhere, what it put into a name or label is", () => {
  knowSecrets(secretsOf(goodConfig(file, environment)));
  expect(shownUrl("https://customer.example.org/hooks/hunter2-hook/1234")).toBe(
    "https://customer.example.org/hooks/***/1234",
  );
  expect(withoutVariables("monitor montpellier hunter2-agent")).toBe("monitor montpellier hunter2-agent");
});
