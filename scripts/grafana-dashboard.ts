import { counts, type MetricSpec, readings } from "../src/server/metrics/catalogue.ts";

/** One line of a panel: an expression of PromQL and its name. */
interface Line {
  readonly expr: string;
  readonly legend: string;
}

interface PanelPlan {
  readonly title: string;
  readonly kind: "stat" | "timeseries";
  readonly unit: "short" | "s" | "bytes" | "reqps" | "ops" | "percentunit" | "dateTimeFromNow";
  readonly lines: readonly Line[];
  /** Values from which a stat is yellow and red. */
  readonly limits?: readonly [number, number];
}

const selector = '{job=~"$job"}';

/** Gauges are the same on every server of a database, so the largest is the one. */
function largest(spec: MetricSpec, by = "", legend = by === "" ? "" : `{{${by}}}`): Line {
  return { expr: `max${by === "" ? "" : ` by (${by}) `}(${spec.name}${selector})`, legend };
}

function rate(spec: MetricSpec, by: string): Line {
  return { expr: `sum by (${by}) (rate(${spec.name}${selector}[$__rate_interval]))`, legend: `{{${by}}}` };
}

function quantile(share: number, spec: MetricSpec, legend: string): Line {
  const buckets = `sum by (le) (rate(${spec.name}_bucket${selector}[$__rate_interval]))`;
  return { expr: `histogram_quantile(${share}, ${buckets})`, legend };
}

function stat(title: string, lines: readonly Line[], more: Partial<PanelPlan> = {}): PanelPlan {
  return { title, kind: "stat", unit: "short", lines, ...more };
}

function graph(title: string, unit: PanelPlan["unit"], lines: readonly Line[]): PanelPlan {
  return { title, kind: "timeseries", unit, lines };
}

/** Rows of the dashboard, each with its panels from the left. */
const rows: readonly { readonly title: string; readonly panels: readonly PanelPlan[] }[] = [
  {
    title: "The sites",
    panels: [
      stat("Checks", [largest(readings.checks, "severity")]),
      stat("Open incidents", [largest(readings.incidentsOpen, "severity")]),
      stat("Causes", [largest(readings.causesOpen)]),
      stat("Sites and targets", [largest(readings.sites, "", "sites"), largest(readings.targets, "", "targets")]),
      graph("Checks that are not ok", "short", [
        { expr: `max by (severity) (${readings.checks.name}{job=~"$job",severity!="ok"})`, legend: "{{severity}}" },
      ]),
    ],
  },
  {
    title: "The work",
    panels: [
      stat("Age of the data", [largest(readings.resultAge)], { unit: "s", limits: [120, 300] }),
      stat("Longest wait", [largest(readings.oldestDue)], { unit: "s", limits: [30, 300] }),
      stat("Agents", [largest(readings.agents, "state")]),
      graph("Targets waiting", "short", [largest(readings.dueTargets, "", "waiting")]),
      graph("Lateness of runs", "s", [
        quantile(0.5, counts.lateness, "median"),
        quantile(0.99, counts.lateness, "99 %"),
      ]),
      graph("Results", "ops", [rate(counts.results, "disposition")]),
      graph("Since an agent was heard of", "s", [
        { expr: `time() - max by (agent) (${readings.agentSeen.name}${selector})`, legend: "{{agent}}" },
      ]),
    ],
  },
  {
    title: "Telling people",
    panels: [
      stat("Messages", [largest(readings.messages, "state")]),
      stat("Oldest message waiting", [largest(readings.messageAge)], { unit: "s", limits: [900, 3600] }),
      graph("Attempts to send", "ops", [rate(counts.notifications, "channel")]),
    ],
  },
  {
    title: "The servers",
    panels: [
      stat("Last configuration taken", [{ expr: `max(${counts.reloadAt.name}${selector}) * 1000`, legend: "" }], {
        unit: "dateTimeFromNow",
      }),
      stat("Configuration refused", [{ expr: `sum(1 - ${counts.reloadOk.name}${selector})`, legend: "" }], {
        limits: [1, 1],
      }),
      stat("Duties failing", [{ expr: `sum(max by (duty) (${readings.dutyFailing.name}${selector}))`, legend: "" }], {
        limits: [1, 1],
      }),
      graph("Requests", "reqps", [rate(counts.requests, "status")]),
      graph("How long answers take", "s", [quantile(0.99, counts.requestSeconds, "99 %")]),
      graph("Processor", "percentunit", [
        { expr: `rate(${readings.processCpu.name}${selector}[$__rate_interval])`, legend: "{{instance}}" },
      ]),
      graph("Memory", "bytes", [{ expr: `${readings.processMemory.name}${selector}`, legend: "{{instance}}" }]),
      graph("Database", "short", [
        { expr: `${readings.poolBusy.name}${selector}`, legend: "running, {{instance}}" },
        { expr: `${readings.poolWaiting.name}${selector}`, legend: "waiting, {{instance}}" },
      ]),
      graph("Event loop", "s", [{ expr: `${readings.eventLoop.name}${selector}`, legend: "{{instance}}" }]),
    ],
  },
];

const columns = 24;
const datasource = { type: "prometheus", uid: "$datasource" };

/** The dashboard as Grafana imports it (schema version 39, Grafana 10 and later). */
export function grafanaDashboard() {
  return {
    title: "Argos",
    uid: "argos",
    description: "What Argos Panoptès knows of the sites it watches, and how it is itself.",
    tags: ["argos"],
    schemaVersion: 39,
    version: 1,
    editable: true,
    graphTooltip: 1,
    refresh: "1m",
    time: { from: "now-6h", to: "now" },
    timezone: "browser",
    annotations: { list: [] },
    links: [],
    templating: { list: [datasourceVariable, jobVariable] },
    panels: panels(),
  };
}

const datasourceVariable = {
  name: "datasource",
  label: "Data source",
  type: "datasource",
  query: "prometheus",
  hide: 0,
  includeAll: false,
  multi: false,
};

const jobVariable = {
  name: "job",
  label: "Job",
  type: "query",
  datasource,
  definition: `label_values(${readings.buildInfo.name}, job)`,
  query: { query: `label_values(${readings.buildInfo.name}, job)`, refId: "job" },
  refresh: 2,
  sort: 1,
  includeAll: true,
  multi: true,
  allValue: ".*",
  current: { text: "All", value: "$__all" },
};

function panels() {
  let id = 0;
  let y = 0;
  return rows.flatMap((row) => {
    const head = {
      id: ++id,
      type: "row",
      title: row.title,
      collapsed: false,
      gridPos: { x: 0, y, w: columns, h: 1 },
      panels: [],
    };
    y += 1;
    let x = 0;
    let height = 0;
    const placed = row.panels.map((plan) => {
      const [w, h] = plan.kind === "stat" ? [6, 5] : [12, 8];
      if (x + w > columns) {
        y += height;
        x = 0;
        height = 0;
      }
      const panel = panelOf(plan, { id: ++id, gridPos: { x, y, w, h } });
      x += w;
      height = Math.max(height, h);
      return panel;
    });
    y += height;
    return [head, ...placed];
  });
}

function panelOf(plan: PanelPlan, place: { readonly id: number; readonly gridPos: object }) {
  const { kind, title, unit, lines, limits } = plan;
  return {
    ...place,
    type: kind,
    title,
    datasource,
    targets: lines.map(({ expr, legend }, index) => ({
      refId: String.fromCharCode(65 + index),
      datasource,
      editorMode: "code",
      expr,
      legendFormat: legend === "" ? "__auto" : legend,
      range: kind === "timeseries",
      instant: kind === "stat",
    })),
    fieldConfig: {
      defaults: { unit, color: { mode: colourMode(plan) }, ...thresholdsOf(limits) },
      overrides: overrides(),
    },
    options: kind === "stat" ? statOptions : graphOptions,
  };
}

function colourMode({ kind, limits }: PanelPlan): string {
  return kind === "stat" && limits !== undefined ? "thresholds" : "palette-classic";
}

function thresholdsOf(limits: PanelPlan["limits"]) {
  if (limits === undefined) return {};
  const [warning, critical] = limits;
  const steps = [
    { color: "green", value: null },
    { color: "yellow", value: warning },
    { color: "red", value: critical },
  ];
  return { thresholds: { mode: "absolute", steps } };
}

/** Severities have their colours wherever they are. */
function overrides() {
  const colours = { ok: "green", unknown: "purple", warning: "yellow", critical: "red" };
  return Object.entries(colours).map(([name, fixedColor]) => ({
    matcher: { id: "byName", options: name },
    properties: [{ id: "color", value: { mode: "fixed", fixedColor } }],
  }));
}

const statOptions = {
  colorMode: "value",
  graphMode: "none",
  justifyMode: "auto",
  orientation: "auto",
  reduceOptions: { calcs: ["lastNotNull"], fields: "", values: false },
  textMode: "auto",
};

const graphOptions = {
  legend: { displayMode: "list", placement: "bottom", showLegend: true },
  tooltip: { mode: "multi", sort: "desc" },
};

/** The file as it is written. */
export function dashboardText(): string {
  return `${JSON.stringify(grafanaDashboard(), null, 2)}\n`;
}

if (import.meta.main) {
  await Bun.write(`${import.meta.dir}/../packaging/grafana/argos.json`, dashboardText());
}
