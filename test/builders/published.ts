import type { StatusPage } from "../../src/config/published.ts";
import type { RunningConfig } from "../../src/config/running.ts";

type PublishedConfig = Pick<RunningConfig, "sites" | "targetCount" | "statusPages" | "siteMetrics">;

/** The part of a configuration that decides what others may read: nothing, but for what is overridden. */
export function nothingPublished(overrides: Partial<PublishedConfig> = {}): PublishedConfig {
  return { sites: [], targetCount: 0, statusPages: [], siteMetrics: undefined, ...overrides };
}

/** A status page of every site that everybody may read. */
export function aStatusPage(overrides: Partial<StatusPage> = {}): StatusPage {
  return {
    name: "all",
    title: "All sites",
    match: {},
    audience: { kind: "everybody" },
    language: undefined,
    shows: ["sites", "incidents", "history", "maintenance"],
    ...overrides,
  };
}
