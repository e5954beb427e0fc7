import { Elysia } from "elysia";
import { cleanText } from "../../base/clean-text.ts";
import { recordAudit } from "../../store/audit.ts";
import { isKey, isSetupKey, makeFirstUser } from "../auth/first-user.ts";
import { addressOf } from "../auth/guard.ts";
import { isLongEnough } from "../auth/passwords.ts";
import { readFields } from "../auth/read-fields.ts";
import { openSession } from "../auth/sessions.ts";
import type { ServerDeps } from "../deps.ts";
import { pageResponse } from "./page-response.tsx";
import { errorPage } from "./pages.tsx";
import { seeOther } from "./see-other.ts";
import { SetupPage, type SetupProblem } from "./setup-page.tsx";
import type { View, Views } from "./view.ts";

type SetupDeps = Pick<ServerDeps, "db" | "reads" | "server" | "passwords">;

/** Where the link in the server's log leads while there is no user; afterwards there is no such page. */
export function setupRoutes(deps: SetupDeps, views: Views) {
  return new Elysia({ normalize: false, detail: { hide: true } })
    .get("/setup", async ({ query: { key = "" }, request }) => {
      const view = views(request);
      if (!isKey(await deps.reads.setupKey(), key)) return errorPage(view, "no-setup");
      return pageResponse(view, <SetupPage setupKey={key} name="" problem={undefined} />);
    })
    .post("/setup", async ({ request }) => await setUp(deps, views(request), request));
}

async function setUp(deps: SetupDeps, view: View, request: Request): Promise<Response> {
  const fields = await readFields(request);
  const key = fields.get("key") ?? "";
  if (!(await deps.db.run((sql) => isSetupKey(sql, key)))) return errorPage(view, "no-setup");
  const name = cleanText(fields.get("name") ?? "", 200).trim();
  const problem = problemOf(name, fields);
  if (problem !== undefined) {
    return pageResponse(view, <SetupPage setupKey={key} name={name} problem={problem} />, { status: 422 });
  }
  const cookie = await makeAndLogIn(deps, { name, key, password: fields.get("fresh") ?? "" }, request);
  if (cookie === undefined) return errorPage(view, "no-setup");
  return seeOther(view.links.summary(), { "set-cookie": cookie });
}

function problemOf(name: string, fields: URLSearchParams): SetupProblem | undefined {
  if (name === "") return "name";
  if (!isLongEnough(fields.get("fresh") ?? "")) return "short";
  return fields.get("fresh") === fields.get("again") ? undefined : "different";
}

/** Undefined when somebody else was faster. */
async function makeAndLogIn(
  { db, server, passwords }: SetupDeps,
  { name, key, password }: { readonly name: string; readonly key: string; readonly password: string },
  request: Request,
): Promise<string | undefined> {
  const address = addressOf(request);
  const passwordHash = await passwords.hash(password, request.signal);
  return await db.transaction(async (tx) => {
    const user = await makeFirstUser(tx, { name, passwordHash, key });
    if (user === undefined) return undefined;
    const detail = { role: user.role };
    await recordAudit(tx, { actor: "setup", address, action: "user.add", subject: `user:${name}`, detail });
    return await openSession(tx, server(), { user: { ...user, passwordHash }, address, remember: false });
  });
}
