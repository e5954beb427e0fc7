/**
 * Who may call a route:
 * `open`: anybody. `dashboard` and `read`: who may read; anybody too where `general.unauthenticated_access` says so
 * (`dashboard`: only the first, `all`: both). `private`: who may read, and never anybody. `metrics`: who may read, or a
 * token for that alone. `person`: who is logged in, for what is that person's own. `write`: who may say something about incidents, silences and messages. `administer`: who may change the installation. `agent`: agents.
 */
export type Access =
  | "open"
  | "dashboard"
  | "read"
  | "private"
  | "metrics"
  | "person"
  | "write"
  | "administer"
  | "agent";

/** Every route there is. One that is missing here cannot be reached by anybody. */
export const accessTable: Readonly<Record<string, Access>> = {
  "GET /": "dashboard",
  "GET /sites": "read",
  "GET /sites/:id": "read",
  "GET /targets/:id": "read",
  "GET /certificates": "read",
  "GET /availability": "read",
  "GET /incidents": "read",
  "GET /incidents/:id": "read",
  "POST /incidents/:id/acknowledge": "write",
  "POST /incidents/:id/silence": "write",
  "POST /sites/:id/silence": "write",
  "POST /sites/:id/reschedule": "write",
  "POST /targets/:id/reschedule": "write",
  "POST /reschedule": "write",
  "GET /silences": "read",
  "POST /silences": "write",
  "POST /silences/:id/end": "write",
  "GET /notifications": "private",
  "POST /notifications/:id/replay": "write",
  "POST /notifications/replay": "write",
  "GET /agents": "private",
  "POST /agents/:id/forget": "administer",
  "GET /configuration": "private",
  "POST /configuration/reload": "administer",
  "GET /badges/label/:name/:file": "read",
  "GET /feeds/incidents.atom": "read",
  // Both change nothing but a cookie of whoever asks.
  "GET /language": "open",
  "POST /refresh": "open",
  "GET /docs": "read",
  "GET /redoc": "read",
  "GET /openapi.json": "read",
  "GET /assets/:name": "open",
  "GET /login/openid": "open",
  "GET /login/openid/callback": "open",
  // The signature of the link is the permission.
  "GET /act/:action/:id": "open",
  "POST /act/:action/:id": "open",

  // The configuration says what everybody may read; what somebody may not is answered as what is not there.
  "GET /badges/:file": "open",
  "GET /status/:name": "open",
  "GET /status/:name/:key": "open",
  "GET /login": "open",
  "POST /login": "open",
  "POST /logout": "open",
  // The key in the link is the permission, and there is one only while there is no user.
  "GET /setup": "open",
  "POST /setup": "open",
  "GET /account": "person",
  "POST /account/password": "person",
  "POST /account/sessions": "person",
  "GET /audit": "administer",

  "GET /-/healthy": "open",
  "GET /-/ready": "open",
  "GET /metrics": "metrics",

  // Counts only, which probes written for the original ask for without a token.
  "GET /api/severities": "open",
  "GET /api/stats": "open",
  "POST /api/reschedule/all": "write",

  "GET /api/v1/summary": "dashboard",
  "GET /api/v1/standing": "read",
  "GET /api/v1/agents": "private",
  "DELETE /api/v1/agents/:id": "administer",
  "GET /api/v1/sites": "read",
  "GET /api/v1/sites/:id": "read",
  "GET /api/v1/targets/:id": "read",
  "GET /api/v1/targets/:id/availability": "read",
  "GET /api/v1/sites/:id/availability": "read",
  "GET /api/v1/availability.csv": "read",
  "GET /api/v1/targets/:id/results": "read",
  "GET /api/v1/targets/:id/transitions": "read",
  "POST /api/v1/targets/:id/reschedule": "write",
  "POST /api/v1/sites/:id/reschedule": "write",
  "POST /api/v1/reschedule": "write",
  "GET /api/v1/certificates": "read",
  "GET /api/v1/certificates/summary": "read",
  "GET /api/v1/checks": "read",
  "GET /api/v1/incidents": "read",
  "GET /api/v1/incidents/:id": "read",
  "POST /api/v1/incidents/:id/acknowledge": "write",
  "GET /api/v1/causes": "read",
  "GET /api/v1/silences": "read",
  "POST /api/v1/silences": "write",
  "DELETE /api/v1/silences/:id": "write",
  "POST /api/v1/maintenance/start": "write",
  "POST /api/v1/maintenance/end": "write",
  "GET /api/v1/configuration": "private",
  "POST /api/v1/configuration/reload": "administer",
  "GET /api/v1/audit": "administer",
  "GET /api/v1/messages": "private",
  "POST /api/v1/messages/:id/replay": "write",

  "POST /api/v1/agent/lease": "agent",
  "POST /api/v1/agent/results": "agent",
  "POST /api/v1/agent/release": "agent",
};
