import { systemClock } from "../../src/base/clock.ts";
import { loggerOf } from "../../src/base/log.ts";
import type { OpenIdSettings } from "../../src/config/login-providers.ts";
import { type OpenIdDeps, type OpenIdIdentity, openidPlugin } from "../../src/server/auth/openid.ts";
import { createTickets } from "../../src/server/auth/openid-ticket.ts";
import { createViews } from "../../src/server/pages/create-views.ts";
import { notificationSettings } from "../builders/notification-settings.ts";
import { serverSettings } from "../builders/server-settings.ts";
import { standingStill } from "./standing-still.ts";

/** Somebody who was logged in. */
export interface RecordedLogin extends OpenIdIdentity {
  readonly next: string;
}

/** The routes of logging in by a provider, and who was logged in by them. */
export interface OpenIdLogins {
  readonly logins: readonly RecordedLogin[];
  /** A browser without cookies. */
  browser(): OpenIdBrowser;
  /** Puts other settings in force. */
  configure(settings: OpenIdSettings | undefined): void;
}

/** Asks Argos with the cookies that it set, which may be changed. */
export interface OpenIdBrowser {
  readonly cookies: Map<string, string>;
  get(address: string | URL): Promise<Response>;
}

export type OpenIdLoginsOverrides = Partial<Pick<OpenIdDeps, "publicUrl" | "rootPath" | "clock" | "deadlineMs">>;

/** Makes the routes, which lead on with a redirect to where the login was to lead. */
export function openOpenIdLogins(
  first: OpenIdSettings | undefined,
  overrides: OpenIdLoginsOverrides = {},
): OpenIdLogins {
  const logins: RecordedLogin[] = [];
  const tickets = createTickets(Buffer.alloc(32, 7));
  let settings = first;
  const clock = overrides.clock ?? systemClock;
  const app = openidPlugin({
    settings: () => settings,
    publicUrl: () => "http://127.0.0.1:9",
    rootPath: () => "",
    tickets: async () => tickets,
    async onLogin(identity, _request, next) {
      logins.push({ ...identity, next });
      return new Response(null, { status: 303, headers: { location: next, "set-cookie": "session=1" } });
    },
    views: createViews({ clock, server: serverSettings, notifications: notificationSettings, ...standingStill }),
    clock,
    log: loggerOf("test"),
    ...overrides,
  });
  return {
    logins,
    configure(next) {
      settings = next;
    },
    browser() {
      const cookies = new Map<string, string>();
      return {
        cookies,
        async get(address) {
          const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
          const response = await app.handle(new Request(address, { headers: { accept: "text/html", cookie } }));
          for (const set of response.headers.getSetCookie()) {
            const [, name = "", value = ""] = /^([^=]*)=([^;]*)/.exec(set) ?? [];
            if (/max-age=0/i.test(set)) cookies.delete(name);
            else cookies.set(name, value);
          }
          return response;
        },
      };
    },
  };
}
