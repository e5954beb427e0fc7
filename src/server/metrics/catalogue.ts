/** What Prometheus is told of a metric. */
export interface MetricSpec {
  readonly name: string;
  readonly type: "gauge" | "counter" | "histogram";
  readonly help: string;
  readonly labels: readonly string[];
  /** Upper bounds of a histogram's buckets, in the unit of its name. */
  readonly buckets?: readonly number[];
  /** Made only where `metrics.per_site` of the configuration asks for it. */
  readonly optIn?: true;
}

function gauge(name: string, help: string, labels: readonly string[] = []): MetricSpec {
  return { name, type: "gauge", help, labels };
}

function counter(name: string, help: string, labels: readonly string[] = []): MetricSpec {
  return { name, type: "counter", help, labels };
}

/** What is read for each scrape: counters and ends of indexes in the database, and facts of this process. */
export const readings = {
  buildInfo: gauge("argos_build_info", "The version of this server; always 1.", ["version"]),
  databaseUp: gauge("argos_database_up", "Whether the database answered this scrape; without it the rest is missing."),
  sites: gauge("argos_sites", "Sites of the configuration that this server goes by."),
  targets: gauge("argos_targets", "Targets of the configuration that this server goes by: the requests to make."),
  checks: gauge("argos_checks", "Checks by what their last result said.", ["severity"]),
  dueTargets: gauge("argos_due_targets", "Targets that are due and wait for an agent."),
  oldestDue: gauge("argos_oldest_due_seconds", "How long the longest overdue target waits; 0 when none is due."),
  resultAge: gauge("argos_result_age_seconds", "Since the newest result was stored; missing before the first."),
  resultsStored: gauge("argos_results_stored", "Results of checks in the database."),
  incidentsOpen: gauge("argos_incidents_open", "Open incidents; of all severities together at most 10,000.", [
    "severity",
  ]),
  causesOpen: gauge("argos_causes_open", "What open incidents have in common, counted up to 10,000."),
  agents: gauge("argos_agents", "Agents among the 100 heard of last: alive, silent for 30 s, or isolated.", ["state"]),
  agentSeen: gauge("argos_agent_last_seen_timestamp_seconds", "When an agent was last heard of; the latest 100.", [
    "agent",
  ]),
  messages: gauge("argos_messages", "Messages that wait, are being sent, or were given up; each counted up to 1,000.", [
    "state",
  ]),
  messageAge: gauge("argos_oldest_message_seconds", "How long the oldest message waits that nobody began to send."),
  revision: gauge("argos_config_revision", "Number of the configuration in force in the database."),
  revisionAt: gauge("argos_config_revision_timestamp_seconds", "When that configuration was applied."),
  dutyRun: gauge("argos_duty_last_run_timestamp_seconds", "When a duty of the servers last ended.", ["duty"]),
  dutyFailing: gauge("argos_duty_failing", "Whether the last run of a duty failed.", ["duty"]),
  poolSize: gauge("argos_database_pool_connections", "Connections that this server may hold."),
  poolBusy: gauge("argos_database_calls_running", "Pieces of work that have or wait for a connection."),
  poolWaiting: gauge("argos_database_calls_waiting", "Those beyond the number of connections."),
  processCpu: counter("process_cpu_seconds_total", "User and system CPU time of this process."),
  processMemory: gauge("process_resident_memory_bytes", "Resident memory of this process."),
  processStart: gauge("process_start_time_seconds", "When this process began, since 1970 UTC."),
  processFiles: gauge("process_open_fds", "Open file descriptors of this process; missing where nobody can tell."),
  eventLoop: gauge("argos_event_loop_lag_seconds", "How much later than asked for this process came back to itself."),
  siteSeverity: {
    ...gauge("argos_site_severity", "The gravest settled severity of a site: 0 ok, 1 unknown, 2 warning, 3 critical.", [
      "site",
    ]),
    optIn: true,
  },
  sitesCut: {
    ...gauge("argos_site_series_cut", "Sites that match metrics.match and have no series, since there are too many."),
    optIn: true,
  },
} as const satisfies Readonly<Record<string, MetricSpec>>;

/** What this process counts as it happens, from its start on. */
export const counts = {
  results: counter("argos_results_total", "Results that agents posted to this server, by what became of them.", [
    "disposition",
  ]),
  lateness: {
    name: "argos_lateness_seconds",
    type: "histogram",
    help: "From the instant a run was scheduled for to the start of its probe.",
    labels: [],
    buckets: [0.1, 0.3, 1, 3, 10, 30, 100, 300],
  },
  notifications: counter("argos_notifications_total", "Attempts of this server to send a message, by how they ended.", [
    "channel",
    "result",
  ]),
  reloadOk: gauge("argos_config_last_reload_successful", "Whether this server took the configuration it read last."),
  reloadAt: gauge(
    "argos_config_last_reload_success_timestamp_seconds",
    "When this server last took a configuration, since 1970 UTC.",
  ),
  requests: counter("argos_http_requests_total", "Requests that this server answered, by the pattern of the route.", [
    "route",
    "method",
    "status",
  ]),
  requestSeconds: {
    name: "argos_http_request_duration_seconds",
    type: "histogram",
    help: "How long answers took; those to agents include the time they asked to wait.",
    labels: ["route"],
    buckets: [0.005, 0.025, 0.1, 0.5, 2.5, 10],
  },
} as const satisfies Readonly<Record<string, MetricSpec>>;

/** Every metric there is. */
export const catalogue: readonly MetricSpec[] = [...Object.values(readings), ...Object.values(counts)];
