import type { DatabaseAddress } from "../../src/db/database-address.ts";

/** Texts that stand for secrets: each is found by what it begins with, also where it was cut. */
const beginning = "Zq7xK2m";

/** Makes a text for each secret of a configuration, and finds them where they should not be. */
export interface Marks {
  /** A text of its own for the value at a path, as `textWords` has it. */
  plant(path: string): string;
  /** Every path that has one. */
  readonly planted: ReadonlySet<string>;
  /** Paths whose texts are found in an output, in the clear or as a `Basic` login. */
  foundIn(output: string): readonly string[];
}

export function createMarks(): Marks {
  const paths = new Map<string, string>();
  return {
    plant(path) {
      const mark = `${beginning}${String(paths.size).padStart(3, "0")}Wv9tR4bN8sL`;
      paths.set(mark, path);
      return mark;
    },
    get planted() {
      return new Set(paths.values());
    },
    foundIn(output) {
      const known = [...paths].filter(([mark]) => spellings(mark).some((one) => output.includes(one)));
      const cut = output.includes(beginning) && known.length === 0 ? ["the beginning of one"] : [];
      return [...new Set([...known.map(([, path]) => path), ...cut])];
    },
  };
}

/** In the clear, and as a `Basic` login, whose last characters depend on what follows. */
function spellings(mark: string): readonly string[] {
  return [mark, btoa(`ada:${mark}`).slice(0, 32)];
}

export interface MarkedPlaces {
  readonly port: number;
  readonly smtpPort: number;
  /** One of the marks. */
  readonly mailPassword: string;
  /** A server that answers with what it was sent, badly; `canary.test` and `/good` get a good answer. */
  readonly echoPort: number;
  readonly database: DatabaseAddress;
}

/** A configuration with a mark in all that may hold a secret, as the value that its YAML stands for. */
export function markedConfig(marks: Marks, at: MarkedPlaces) {
  const echo = `http://127.0.0.1:${at.echoPort}`;
  return {
    general: generalOf(marks, at, echo),
    notifications: {
      group_wait: "0s",
      heartbeat: { url: `${echo}/beat/${marks.plant("notifications.heartbeat.url")}`, every: "10s" },
    },
    service: {
      secrets: [marks.plant("service.secrets[]")],
      api_tokens: [marks.plant("service.api_tokens[]")],
    },
    probe: { allow_networks: ["loopback"], resolve: { "*.test": "127.0.0.1" } },
    profiles: { shared: { paths: [pathOf(marks, "profiles.*")] } },
    websites: [
      { domain: `http://canary.test:${at.echoPort}`, canary: true, checks: [{ "status-is": 200 }] },
      {
        domain: `http://ada:${marks.plant("websites[].domain")}@one.test:${at.echoPort}`,
        labels: { owner: "asso" },
        profile: "shared",
        paths: [pathOf(marks, "websites[]"), { path: "/hooks/${HOOK}/x", checks: [{ "status-is": 200 }] }],
      },
      {
        domains: [`http://ada:${marks.plant("websites[].domains[]")}@two.test:${at.echoPort}`],
        checks: [{ "status-is": 200 }],
      },
    ],
    contacts: { desk: { match: "all", ...channelsOf(marks, "contacts.*", echo) } },
    silences: [
      {
        match: { domain: `https://ada:${marks.plant("silences[].match.domain")}@*.example` },
        daily: { at: "00:00" },
        for: "23h",
      },
    ],
    status_pages: {
      open: { public: true, match: "all" },
      closed: { match: "all", key: marks.plant("status_pages.*.key") },
    },
  };
}

function generalOf(marks: Marks, at: MarkedPlaces, echo: string) {
  const { host, port, user, database } = at.database;
  const place = `host=${encodeURIComponent(host)}&port=${port}`;
  const { apprise, ...channels } = channelsOf(marks, "general", echo);
  return {
    db: { url: `postgresql://${user}:${marks.plant("general.db.url")}@/${database}?${place}` },
    cookie_secret: marks.plant("general.cookie_secret"),
    public_url: `http://127.0.0.1:${at.port}`,
    frequency: "1s",
    timeout: "1s",
    ldap: {
      uri: "ldap://127.0.0.1:1",
      user_tree: "dc=example",
      user_attr: "uid",
      bind_dn: "cn=argos",
      bind_pwd: marks.plant("general.ldap.bind_pwd"),
    },
    openid: {
      issuer: `http://127.0.0.1:1/${marks.plant("general.openid.issuer")}`,
      client_id: "argos",
      client_secret: marks.plant("general.openid.client_secret"),
    },
    mail: {
      mailfrom: "argos@example.org",
      host: "127.0.0.1",
      port: at.smtpPort,
      auth: { login: "ada", password: at.mailPassword },
      addresses: ["ops@example.org"],
    },
    ...channels,
    apprise: { team: apprise },
    apprise_api: `${echo}/apprise/${marks.plant("general.apprise_api")}`,
  };
}

function channelsOf(marks: Marks, owner: string, echo: string) {
  const mark = (rest: string) => marks.plant(`${owner}.${rest}`);
  return {
    gotify: [{ url: `${echo}/gotify/${mark("gotify[].url")}`, tokens: [mark("gotify[].tokens[]")] }],
    ntfy: [{ url: `${echo}/ntfy/${mark("ntfy[].url")}`, topic: mark("ntfy[].topic"), token: mark("ntfy[].token") }],
    webhooks: [
      {
        url: `${echo}/hook/${mark("webhooks[].url")}?key=${mark("webhooks[].url")}`,
        secret: mark("webhooks[].secret"),
      },
    ],
    apprise: [`json://ada:${mark(owner === "general" ? "apprise.*[]" : "apprise[]")}@push.example`],
  };
}

/** A path whose request is full of secrets, and whose checks all fail and say why. */
function pathOf(marks: Marks, owner: string) {
  const mark = (rest: string) => marks.plant(`${owner}.paths[].${rest}`);
  const headers = { "X-Api": mark("request_data.headers.*"), Cookie: `sid=${mark("request_data.headers.*")}` };
  const checks = (kind: string) => mark(`checks[].${kind}`);
  return {
    path: `/${mark("path")}/a?pwd=${mark("path")}&${mark("path")}#${mark("path")}`,
    method: "POST",
    request_data: {
      headers,
      data: { password: mark("request_data.data"), nested: [mark("request_data.data")] },
      is_json: true,
    },
    checks: [
      { "status-is": 200 },
      { "body-contains": "Welcome" },
      { "json-has": { "/headers/x-api": "other" } },
      { "headers-have": { "x-api": checks("headers-have.*"), server: "nginx" } },
      { "headers-like": { "x-api": checks("headers-like.*") } },
      { "redirects-to": `https://ada:${checks("redirects-to")}@example.org/?sig=${checks("redirects-to")}` },
      {
        "http-to-https": {
          url: `http://ada:${checks("http-to-https.url")}@one.test/?jwt=${checks("http-to-https.url")}`,
        },
      },
    ],
  };
}
