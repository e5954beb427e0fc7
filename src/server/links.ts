/** A query: what is undefined or empty is left out. */
export type LinkQuery = Readonly<Record<string, string | undefined>>;

/** Every address that pages and documents name; made in one place so that a sub-folder (`general.root_path`) works. */
export interface Links {
  summary(query?: LinkQuery): string;
  sites(query?: LinkQuery): string;
  site(id: number, query?: LinkQuery): string;
  target(id: number, query?: LinkQuery): string;
  certificates(query?: LinkQuery): string;
  /** What availability is, and its download. */
  availability(): string;
  incidents(query?: LinkQuery): string;
  incident(id: number, query?: LinkQuery): string;
  notifications(query?: LinkQuery): string;
  silences(query?: LinkQuery): string;
  agents(query?: LinkQuery): string;
  configuration(query?: LinkQuery): string;
  /** Where forms go. */
  readonly to: FormLinks;
  /** Where a login by a provider begins. */
  openidLogin(query?: LinkQuery): string;
  login(query?: LinkQuery): string;
  logout(): string;
  setup(): string;
  account(query?: LinkQuery): string;
  password(): string;
  ownSessions(): string;
  audit(query?: LinkQuery): string;
  /** A path and query that `safePath` gave. */
  within(path: string): string;
  /** Chooses a language and goes back. */
  language(query: LinkQuery): string;
  /** Where the form goes that chooses how often the summary is loaded again. */
  refresh(): string;
  /** Where the form of a signed link goes. */
  act(action: string, incidentId: number): string;
  /** `name` carries the digest of its content already. */
  asset(name: string): string;
  /** A route of the API: `path` follows its version. */
  api(path: string): string;
  /** A status page; `key` where it has one, `ending` such as `.json` for another form. */
  status(page: { readonly name: string; readonly key: string | undefined; readonly ending: string }): string;
  /** The feed of incidents; `query` as it stands in its address. */
  feed(query: string): string;
  explorer(name: "swagger" | "redoc"): string;
  openapi(): string;
}

/** The addresses of forms. */
export interface FormLinks {
  acknowledge(incidentId: number): string;
  silenceIncident(incidentId: number): string;
  silenceSite(siteId: number): string;
  endSilence(silenceId: number): string;
  rescheduleSite(siteId: number): string;
  rescheduleTarget(targetId: number): string;
  /** Of everything that is not ok. */
  reschedule(): string;
  replay(messageId: number): string;
  /** Of all dead letters of a recipient. */
  replayAll(): string;
  forgetAgent(agentId: number): string;
  reload(): string;
}

/** Links below `rootPath`: empty, or `/argos`; a trailing slash makes no difference. */
export function createLinks(rootPath: string): Links {
  const root = rootPath.replace(/\/+$/, "");
  const at = (path: string, query: LinkQuery = {}) => `${root}${path}${queryText(query)}`;
  return {
    summary: (query) => at("/", query),
    sites: (query) => at("/sites", query),
    site: (id, query) => at(`/sites/${id}`, query),
    target: (id, query) => at(`/targets/${id}`, query),
    certificates: (query) => at("/certificates", query),
    availability: () => at("/availability"),
    incidents: (query) => at("/incidents", query),
    incident: (id, query) => at(`/incidents/${id}`, query),
    notifications: (query) => at("/notifications", query),
    silences: (query) => at("/silences", query),
    agents: (query) => at("/agents", query),
    configuration: (query) => at("/configuration", query),
    to: formLinks(at),
    openidLogin: (query) => at("/login/openid", query),
    login: (query) => at("/login", query),
    logout: () => at("/logout"),
    setup: () => at("/setup"),
    account: (query) => at("/account", query),
    password: () => at("/account/password"),
    ownSessions: () => at("/account/sessions"),
    audit: (query) => at("/audit", query),
    within: (path) => at(path),
    language: (query) => at("/language", query),
    refresh: () => at("/refresh"),
    act: (action, incidentId) => at(`/act/${action}/${incidentId}`),
    asset: (name) => at(`/assets/${name}`),
    api: (path) => at(`/api/v1${path}`),
    status: ({ name, key, ending }) => at(`/status/${name}${key === undefined ? "" : `/${key}`}${ending}`),
    feed: (query) => at(`/feeds/incidents.atom${query === "" ? "" : `?${query}`}`),
    explorer: (name) => at(name === "swagger" ? "/docs" : "/redoc"),
    openapi: () => at("/openapi.json"),
  };
}

function formLinks(at: (path: string) => string): FormLinks {
  return {
    acknowledge: (id) => at(`/incidents/${id}/acknowledge`),
    silenceIncident: (id) => at(`/incidents/${id}/silence`),
    silenceSite: (id) => at(`/sites/${id}/silence`),
    endSilence: (id) => at(`/silences/${id}/end`),
    rescheduleSite: (id) => at(`/sites/${id}/reschedule`),
    rescheduleTarget: (id) => at(`/targets/${id}/reschedule`),
    reschedule: () => at("/reschedule"),
    replay: (id) => at(`/notifications/${id}/replay`),
    replayAll: () => at("/notifications/replay"),
    forgetAgent: (id) => at(`/agents/${id}/forget`),
    reload: () => at("/configuration/reload"),
  };
}

function queryText(query: LinkQuery): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== "") search.set(name, value);
  }
  return search.size === 0 ? "" : `?${search}`;
}
