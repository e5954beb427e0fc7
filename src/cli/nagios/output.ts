import { cleanText } from "../../base/clean-text.ts";
import { instantText } from "../text-table.ts";
import { type Judgement, type Limits, quantityIn } from "./judge.ts";
import { type LimitedState, type Quantity, quantities } from "./limit.ts";
import type { PluginStanding } from "./plugin-standing.ts";
import { rangeText } from "./range.ts";

const urlCharactersMax = 120;
const messageCharactersMax = 160;

/** What the plugin prints: one line for people and machines, then the worst checks, a line each. */
export function pluginOutput(standing: PluginStanding, judgement: Judgement, limits: Limits): string {
  const { state, doubt } = judgement;
  const said = [...(doubt === "" ? [] : [doubt]), countsText(standing)].join("; ");
  const lines = [
    `ARGOS ${state} - ${plain(said)} | ${performanceData(standing, limits)}`,
    ...standing.worst.map(worstLine),
  ];
  return `${lines.join("\n")}\n`;
}

/** What the plugin prints when it could not find out anything. */
export function unknownOutput(why: string): string {
  return `ARGOS UNKNOWN - ${plain(why, 500)}\n`;
}

/** One line without the character that begins performance data. */
function plain(text: string, charactersMax = 2000): string {
  return cleanText(text, charactersMax).replaceAll("|", "¦");
}

function countsText({ checks, sites, sitesCut }: PluginStanding): string {
  const all = checks.ok + checks.unknown + checks.warning + checks.critical;
  const of = sites === null ? "" : ` of ${sites} ${sites === 1 ? "site" : "sites"}`;
  const cut = sitesCut ? " (of the first 10,000)" : "";
  const { critical, warning, unknown } = checks;
  return `${critical} critical, ${warning} warning, ${unknown} unknown of ${all} checks${of}${cut}`;
}

/** Numbers only: nothing that a site said. */
function performanceData(standing: PluginStanding, limits: Limits): string {
  return quantities.map((quantity) => performanceOf(quantity, standing, limits)).join(" ");
}

function performanceOf(quantity: Quantity, standing: PluginStanding, { byState }: Limits): string {
  const rangeOf = (state: LimitedState) => {
    const limit = byState[state].find((one) => one.quantity === quantity);
    return limit === undefined ? "" : rangeText(limit.range);
  };
  const value = quantityIn(quantity, standing);
  const unit = quantity === "age" || quantity === "due" ? "s" : "";
  const shown = value === undefined ? "U" : `${Math.round(value * 1000) / 1000}${unit}`;
  return `'${quantity}'=${shown};${rangeOf("warning")};${rangeOf("critical")};0`;
}

function worstLine({ severity, key, message, sinceAt, target }: PluginStanding["worst"][number]): string {
  const what = `${plain(target.url, urlCharactersMax)} ${plain(key, urlCharactersMax)}`;
  const why = message === "" ? "" : `: ${plain(message, messageCharactersMax)}`;
  return `${severity.toUpperCase()} ${what}${why} (since ${instantText(sinceAt)} UTC)`;
}
