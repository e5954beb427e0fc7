import type { FlappingRule } from "../../config/notifications.ts";
import type { CauseRow } from "../../store/open-causes.ts";
import type { englishIncidents } from "./english-incidents.ts";
import { frenchCount, frenchDuration, frenchNumber } from "./french-numbers.ts";

/** The texts about incidents and their causes in French. */
export const frenchIncidents: typeof englishIncidents = {
  title: "Incidents",
  headline,
  one: (id) => `Incident ${id}`,
  all: "Tous les incidents",
  agent: (name) => `Agent ${name}`,
  agents: "Agents",
  cause: {
    heading: "Cause",
    caption: "Ce que des incidents ont en commun",
    what: causeWords,
    since: "depuis",
    domains: (domains, more) =>
      more > 0 ? `${domains.join(", ")} et ${frenchCount(more, "autre")}` : domains.join(", "),
    more: (shown) => `Seules les ${shown} plus grandes sont affichées.`,
    history: (incidents, open) =>
      `${frenchCount(incidents, "incident")} jusqu'ici, dont ${frenchNumber(open)} en cours.`,
    others: "Autres incidents de cette cause",
    alone: "Aucun autre incident n'a cette cause.",
    all: "Tous les incidents de cette cause",
    gone: "Cette cause n'existe pas, ou n'existe plus.",
  },
  open: "En cours, les plus graves d'abord",
  others: "Autres incidents en cours, les plus graves d'abord",
  closed: "Terminés en dernier",
  noneClosed: "Aucun ne s'est encore terminé.",
  noneMatches: "Aucun incident ne correspond.",
  scanned: (rows) => `La recherche porte sur les ${frenchNumber(rows)} derniers terminés.`,
  more: "Suite",
  state: { label: "État", all: "en cours et terminés", open: "en cours", closed: "terminés" },
  severity: "Gravité",
  columns: {
    incident: "Incident",
    wrong: "Ce qui ne va pas",
    was: "Ce qui n'allait pas",
    lasts: "Dure depuis",
    lasted: "A duré",
  },
  worst: "Au pire",
  now: "Maintenant",
  ended: "Terminé",
  opened: "Depuis",
  lasts: "Dure depuis",
  lasted: "A duré",
  flapping: "instable",
  flaps: ({ changes, withinMs }, worst) => {
    const within = frenchDuration(withinMs);
    return `Instable : l'état a changé ${changes} fois ou plus en ${within}. Il compte donc comme au pire, ${worst}, tant qu'il n'est pas resté stable pendant ${within}.`;
  },
  flapped: ({ changes, withinMs }: FlappingRule) =>
    `L'état était instable : il a changé ${changes} fois ou plus en ${frenchDuration(withinMs)}.`,
  changes: "Derniers passages de ok à une anomalie, ou l'inverse :",
  acknowledged: (by) => `pris en charge par ${by}`,
  somebody: "quelqu'un",
  notAcknowledged:
    "Personne ne l'a pris en charge. Le lien d'un message le permet ou, avec un jeton de service.api_tokens :",
  acknowledgedTerm: "Pris en charge",
  site: "Site",
  check: "Contrôle",
  seenBy: "Vu par",
  target: "Cible",
  gone: "n'est plus dans la configuration",
  events: {
    caption: "Ce qui s'est passé",
    latest: (shown) => `Seuls les ${shown} derniers événements sont affichés.`,
    what: "Événement",
    by: "Par",
    kinds: {
      opened: "ouvert",
      escalated: "aggravé",
      eased: "atténué",
      flapping: "jugé instable",
      reopened: "rouvert",
      acknowledged: "pris en charge",
      reminded: "rappelé",
      recovered: "rétabli",
      removed: "retiré de la configuration",
    },
  },
  evidence: {
    failure: "Constaté au premier échec",
    recovery: "Constaté au rétablissement",
    noFailure: "Il n'en reste rien.",
    noAgent: "Il s'agit d'agents : il n'y a rien à constater sur un site.",
    notYet: "Le site n'est pas encore rétabli.",
    noRecovery: "Rien n'en a été gardé.",
  },
  messages: {
    caption: "Qui a été prévenu",
    none: "Aucun message n'en parle.",
    told: "Annoncé",
    latest: (shown) => `Seuls les ${shown} derniers sont affichés.`,
  },
  note: (severity) => `Incident en cours, ${severity} :`,
};

function headline(open: number, countedMax: number): string {
  if (open === 0) return "Aucun incident en cours";
  if (open >= countedMax) return `${frenchNumber(countedMax)} incidents en cours ou plus`;
  return `${frenchCount(open, "incident")} en cours`;
}

function causeWords({ kind, value, sites, openIncidents, incidents }: CauseRow): string {
  const targets = openIncidents === 0 ? incidents : openIncidents;
  const counted = openIncidents === 0 || sites === null ? frenchCount(targets, "cible") : frenchCount(sites, "site");
  switch (kind) {
    case "address":
      return `${counted} à l'adresse ${value}`;
    case "issuer":
      return `${counted} avec un certificat de ${value}`;
    case "reason":
      return counted;
    case "agents":
      return value === "" ? "Agents" : `Agent ${value}`;
    default:
      return kind satisfies never;
  }
}
