import { Elysia } from "elysia";
import type { ServerDeps } from "../../deps.ts";
import { unchangedResponse } from "../../json-response.ts";
import { agentsApi } from "./agents.ts";
import { auditApi } from "./audit.ts";
import { availabilityApi } from "./availability.ts";
import { availabilityCsvApi } from "./availability-csv.ts";
import { causesApi } from "./causes.ts";
import { certificatesApi } from "./certificates.ts";
import { checksApi } from "./checks.ts";
import { configurationApi } from "./configuration.ts";
import { incidentReadsApi } from "./incident-reads.ts";
import { incidentActionsApi } from "./incidents.ts";
import { maintenanceApi } from "./maintenance.ts";
import { messagesApi } from "./messages.ts";
import { rescheduleApi } from "./reschedule.ts";
import { silencesApi } from "./silences.ts";
import { sitesApi } from "./sites.ts";
import { standingApi } from "./standing.ts";
import { summaryApi } from "./summary.ts";
import { targetsApi } from "./targets.ts";

/** The public API. Its objects are closed and never hold what is sent to a target. */
export function v1Api(
  deps: Pick<ServerDeps, "db" | "reads" | "clock" | "notifications" | "published" | "reload" | "servers">,
) {
  return new Elysia({ prefix: "/api/v1", normalize: false })
    .onAfterHandle({ as: "scoped" }, ({ request, response }) => unchangedResponse(request, response))
    .use(summaryApi(deps))
    .use(agentsApi(deps))
    .use(standingApi(deps))
    .use(sitesApi(deps))
    .use(targetsApi(deps))
    .use(certificatesApi(deps))
    .use(rescheduleApi(deps))
    .use(checksApi(deps))
    .use(silencesApi(deps))
    .use(maintenanceApi(deps))
    .use(incidentActionsApi(deps))
    .use(messagesApi(deps))
    .use(configurationApi(deps))
    .use(incidentReadsApi(deps))
    .use(causesApi(deps))
    .use(availabilityApi(deps))
    .use(availabilityCsvApi(deps))
    .use(auditApi(deps));
}
