import { formatDuration } from "../../base/duration.ts";
import { frenchReasons } from "./french-reasons.ts";
import type { Unit, Words } from "./words.ts";

/** Thousands are set apart by a plain space: a narrow no-break one is a box on some phones. */
const whole = {
  format: (value: number) => new Intl.NumberFormat("fr").format(value).replace(/\s/g, " "),
};

/** Messages in French. */
export const frenchWords: Words = {
  reasons: frenchReasons,
  severities: { ok: "OK", unknown: "INCONNU", warning: "AVERTISSEMENT", critical: "CRITIQUE" },
  heads: {
    opened: ({ severity, what, reason, since }) => `${severity} : ${what} : ${reason}${sinceThen(since)}`,
    escalated: ({ severity, what, reason, since }) =>
      `Aggravé, maintenant ${severity} : ${what} : ${reason}${sinceThen(since)}`,
    flapping: ({ what, reason }) => `Instable : ${what} : ${reason}`,
    lasting: ({ severity, what, reason, lasted }) => `Toujours ${severity} après ${lasted} : ${what} : ${reason}`,
    recovered: ({ what, lasted }) => `Rétabli : ${what} après ${lasted}`,
    passed: ({ severity, what, reason, lasted }) =>
      `Déjà terminé : ${what} : ${severity} pendant ${lasted} : ${reason}`,
    removed: ({ what }) => `Plus surveillé : ${what}`,
    over: ({ what, lasted }) => `Terminé : ${what} après ${lasted}`,
  },
  duration,
  count,
  someOf: (failing, all, unit) => `${whole.format(failing)} sur ${count(all, unit)}`,
  someOver: (counted) => `${counted}, dont certains terminés`,
  sharing: {
    address: (counted, value) => `${counted} à l'adresse ${value}`,
    issuer: (counted, value) => `${counted} avec un certificat de ${value}`,
    reason: (counted) => counted,
    agents: (counted) => counted,
  },
  agent: (name) => `agent ${name}`,
  agents: "agents",
  noAgent: "aucun au travail, les sites ne sont plus contrôlés",
  ago: (lasted) => `il y a ${lasted}`,
  justNow: "à l'instant",
  after: (lasted) => `après ${lasted}`,
  cause: (incidents, open) =>
    `Toute cette cause : ${count(incidents, "targets")} jusqu'ici, ${whole.format(open)} maintenant.`,
  more: (more) => `et ${whole.format(more)} de plus`,
  moreCauses: (more) => `et ${whole.format(more)} ${more === 1 ? "autre cause" : "autres causes"}`,
  view: "Voir",
  labels: {
    url: "URL : ",
    reason: "Motif : ",
    found: "Constaté : ",
    check: "Contrôle : ",
    since: "Depuis : ",
    until: "Jusqu'à : ",
    agent: "Agent : ",
    definedAt: "Défini dans : ",
    incident: "Incident : ",
    acknowledge: "Acquitter : ",
    silence: "Silence de 2 h : ",
    home: "Vue d'ensemble : ",
  },
};

/** In French 0 and 1 are singular. */
function count(many: number, unit: Unit): string {
  const noun = unit === "sites" ? "site" : "cible";
  return `${whole.format(many)} ${many < 2 ? noun : `${noun}s`}`;
}

/** A day is "jour". */
function duration(ms: number): string {
  return formatDuration(ms).replace(/ d\b/, " j");
}

function sinceThen(since: string | undefined): string {
  return since === undefined ? "" : ` depuis ${since}`;
}
