import { expect, test } from "bun:test";
import { textWords } from "../harness/text-words.ts";

/** Keys whose values are shown as they are: what people call things, and what anybody may know. */
const harmless = new Set(
  `administrators alerts.*[] at bind_dn body-contains body-like body-not-contains bind_dn client_id comment critical
  cron daily every for frequency from group_interval group_wait headers-absent headers-contain host hourly incidents
  include json-contains json-has.* json-is json-like.* labels labels.* listen login mail mailfrom addresses
  match.domain max_body max_results_age name profile recheck_delay remember_me_duration remind_every resolve.*
  response-time results root_path scopes session_duration state_directory time_zone timeout title until user_agent
  user_attr user_claim user_filter user_header user_tree warning within`.split(/\s+/),
);

/** Keys whose values are addresses: shown without logins, fragments and what parameters carry. */
const addresses = new Set(
  "apprise_api domain domains issuer path public_url redirects-to uri url http-to-https.url".split(" "),
);

/** Keys whose values are shown where the name of the header is plainly harmless. */
const headers = new Set(["headers-have.*", "headers-like.*"]);

/** Whether a key names a file: the name may be shown, what stands in it is another key's matter. */
const isFile = (path: string) => path.endsWith("_file");

function isIn(known: ReadonlySet<string>, path: string): boolean {
  const bare = path.replace(/(?:\[\])+$/, "");
  const parts = bare.split(".");
  const [last = "", ...before] = parts.reverse();
  return known.has(last) || known.has(`${before[0]}.${last}`) || known.has(`${before[0]}.*[]`);
}

test("of every text of the configuration it is decided whether it is a secret", () => {
  const words = textWords();
  expect(words.length).toBeGreaterThan(150);
  const undecided = words.filter(
    ({ path, isSecret }) =>
      !isSecret && !isFile(path) && ![harmless, addresses, headers].some((known) => isIn(known, path)),
  );
  expect(undecided).toEqual([]);
});

test("what has a file of its own is a secret, or certificates", () => {
  const words = textWords();
  const secrets = new Set(words.filter(({ isSecret }) => isSecret).map(({ path }) => path.replace(/\[\]$/, "")));
  const files = words.filter(({ path }) => isFile(path) && !path.endsWith(".ca_file"));
  expect(files.length).toBeGreaterThan(10);
  expect(files.map(({ path }) => path.replace(/_file$/, "")).filter((path) => !secrets.has(path))).toEqual([]);
});
