/**
 * Tests of the application that `sh scripts/test` runs twice: in this process, and through a socket against the compiled
 * binary. A law holds that every test of the application is named here or says why not.
 */
export const onBinary: readonly string[] = [
  "agent-api.test.ts",
  "api-v1.test.ts",
  "certificate-api.test.ts",
  "certificate-pages.test.ts",
  "incident-pages.test.ts",
  "incidents-api.test.ts",
  "metrics.test.ts",
  "notification-pages.test.ts",
  "openapi-lint.test.ts",
  "openapi.test.ts",
  "openid-routes.test.ts",
  "pages-safe.test.ts",
  "preferences.test.ts",
  "reschedule.test.ts",
  "secrets-at-rest.test.ts",
  "setup.test.ts",
  "silences-api.test.ts",
  "site-list-pages.test.ts",
  "upstream-api.test.ts",
];

const replaces = "replaces a part of the application: a clock, a cache, a counter or settings";
const addresses = "its callers have addresses that no socket on loopback has";
const duties = "the duties of a running server change what it looks at";

/** Tests that stay in this process, and why. */
export const notOnBinary: Readonly<Record<string, string>> = {
  "access-matrix.test.ts": "counts statements; test/e2e/access-paths.test.ts tries the same table on the binary",
  "access.test.ts": "compares the routes of the application with the table, without a request",
  "agent-load.test.ts": replaces,
  "agent-names.test.ts": replaces,
  "agent-trust.test.ts": replaces,
  "api-manners.test.ts": "uses up a limit that all its tests would share",
  "api-tokens.test.ts": replaces,
  "audit-routes.test.ts": replaces,
  "audit.test.ts": addresses,
  "availability-api.test.ts": duties,
  "badges.test.ts": replaces,
  "configuration-pages.test.ts": replaces,
  "doing-pages.test.ts": replaces,
  "hostile-input.test.ts": "is another caller each time; test/e2e/fuzz.test.ts tries the API on the binary",
  "busy-hands.test.ts": replaces,
  "idle-hands.test.ts": replaces,
  "lease-api.test.ts": "looks at the queue between two steps of one request",
  "login-directory.test.ts": replaces,
  "login-form.test.ts": "sees at once what strangers see a second later",
  "login-limits.test.ts": addresses,
  "login.test.ts": addresses,
  "messages-api.test.ts": duties,
  "nagios.test.ts": replaces,
  "pages.test.ts": replaces,
  "reload.test.ts": replaces,
  "security-headers.test.ts": replaces,
  "sessions.test.ts": replaces,
  "shared-reads.test.ts": replaces,
  "site-counts.test.ts": duties,
  "status-pages.test.ts": replaces,
  "token-limits.test.ts": addresses,
  "vouched-logins.test.ts": addresses,
};
