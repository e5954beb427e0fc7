import { expect, test } from "bun:test";
import { redactedAddress, shownText, shownUrl } from "../../../src/base/secrets/shown-url.ts";

test.each([
  ["https://example.org/a?page=2&lang=fr", "https://example.org/a?page=2&lang=fr"],
  ["https://example.org/a?b=c", "https://example.org/a?b=***"],
  ["https://user:pass@example.org/", "https://***@example.org/"],
  ["https://user:p ss@w@example.org/", "https://***@example.org/"],
  ["https://example.org/?token=abc", "https://example.org/?token=***"],
  ["https://example.org/?page=1&api_key=abc&lang=2#part", "https://example.org/?page=1&api_key=***&lang=2#***"],
  [
    "https://example.org/?pwd=a&pass=b&sig=c&code=d&jwt=e&sid=f",
    "https://example.org/?pwd=***&pass=***&sig=***&code=***&jwt=***&sid=***",
  ],
  ["https://example.org/?%70age=1&p%77d=x", "https://example.org/?%70age=1&p%77d=***"],
  ["https://example.org/?hunter2", "https://example.org/?***"],
  ["https://example.org/?page=3&hunter2&", "https://example.org/?page=3&***&"],
  ["https://example.org/?page=https://ada:hunter2@example.net", "https://example.org/?page=***"],
  ["https://example.org/?q=8aWqk3Cz9TfYmPL", "https://example.org/?q=***"],
  ["https://example.org/?pass=", "https://example.org/?pass="],
  ["https://example.org/#", "https://example.org/#"],
  ["https://example.org/s/8aWqk3Cz9TfYmPL/download", "https://example.org/s/***/download"],
  ["https://example.org/550e8400-e29b-41d4-a716-446655440000", "https://example.org/***"],
  ["https://example.org/2024/release-29-notes-of-nextcloud", "https://example.org/2024/release-29-notes-of-nextcloud"],
  ["https://example.org/AccueilDesAssociations", "https://example.org/AccueilDesAssociations"],
  ["https://example.org/@ada/12", "https://example.org/@ada/12"],
  ["https://example.org/token=abc", "https://example.org/token=abc"],
  ["https://user:pw@exa mple.org", "https://***@exa mple.org"],
  ["https://user:p/w?x#y@exa mple.org", "https://***@exa mple.org"],
  ["htps://user:pw@x", "htps://***@x"],
  ["https:/user:pw@x", "***@x"],
  ["https:\\\\user:pw@x", "https:\\\\***@x"],
  ["user:pw@host", "***@host"],
  ["user:p/w@host", "***@host"],
  ["https://user:12/34@host", "https://user:12/***@host"],
  ["//user:pw@host/a", "//***@host/a"],
  ["/a?token=abc", "/a?token=***"],
  ["*.asso.example", "*.asso.example"],
  ["", ""],
])("%s is shown as %s", (url, shown) => {
  expect(shownUrl(url)).toBe(shown);
  expect(shownUrl(shown)).toBe(shown);
});

test.each([
  ["no secrets here, 2 @ 3 is #1: why?", "no secrets here, 2 @ 3 is #1: why?"],
  ["cannot reach https://ada:hunter2@example.org/?key=x.", "cannot reach https://***@example.org/?key=***."],
  ['"ada:hunter2@db" is not a URL (see https://example.org/)', '"***@db" is not a URL (see https://example.org/)'],
  ["expected /a, saw '/login?ticket=abc'", "expected /a, saw '/login?ticket=***'"],
  ["postgresql+psycopg2://ada:hunter2@db/x is unknown", "postgresql+psycopg2://***@db/x is unknown"],
  ["connect ECONNREFUSED 127.0.0.1:5432", "connect ECONNREFUSED 127.0.0.1:5432"],
  ["postgres://ada:hunter2@db/x?password=hunter2 failed", "postgres://***@db/x?password=*** failed"],
])("of %j %j is shown", (text, shown) => {
  expect(shownText(text)).toBe(shown);
  expect(shownText(shown)).toBe(shown);
});

test.each([
  ["/status/clients/hunter2", "/status/clients/***"],
  ["/status/clients/", "/status/clients/"],
  ["/status/clients", "/status/clients"],
  ["//status//clients/hunter2/", "//status//clients/***/"],
  ["/./%73tatus/clients%2fhunter2", "/./%73tatus/clients%2f***"],
  ["/Status;x/clients/hunter2/more?lang=fr", "/Status;x/clients/***/***?lang=fr"],
  ["/setup?key=hunter2", "/setup?key=***"],
  ["/act/silence/12?expires=1796090000000&signature=hunter2", "/act/silence/12?expires=1796090000000&signature=***"],
  ["/sites?search=velo&severity=critical&hunter2", "/sites?search=velo&severity=critical&***"],
  ["/login/openid/callback?code=hunter2&state=hunter2", "/login/openid/callback?code=***&state=***"],
  [`/${"a".repeat(600)}`, `/${"a".repeat(498)}…`],
  ["", ""],
])("the address %s is logged as %s", (address, logged) => {
  expect(redactedAddress(address)).toBe(logged);
});
