import type { Database } from "../../db/connect.ts";
import type { Role } from "../auth/caller.ts";
import { addressOf } from "../auth/guard.ts";
import { startSession } from "../auth/sessions.ts";
import type { ServerDeps } from "../deps.ts";
import { errorPage } from "./pages.tsx";
import { seeOther } from "./see-other.ts";
import type { View } from "./view.ts";

/** Somebody whom a provider, or a proxy before Argos, has logged in. */
export interface VouchedPerson {
  readonly name: string;
  readonly origin: "openid" | "proxy";
  readonly role: Role;
}

type Deps = Pick<ServerDeps, "server"> & { readonly db: Database };

/** Begins the session of somebody whom another one vouches for, and leads on to `next`, a path of this installation. */
export async function letIn(
  deps: Deps,
  person: VouchedPerson,
  on: { readonly request: Request; readonly view: View; readonly next: string },
): Promise<Response> {
  const { name, origin, role } = person;
  const address = addressOf(on.request);
  const begun = await startSession(deps, { name, origin, defaultRole: role, address, remember: false });
  if ("refused" in begun) return errorPage(on.view, "forbidden");
  return seeOther(on.view.links.within(on.next), { "set-cookie": begun.cookie });
}
