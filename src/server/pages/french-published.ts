import type { Severity } from "../../base/severity.ts";
import type { englishPublished } from "./english-published.ts";

const whole = new Intl.NumberFormat("fr");

/** The texts that people without a login read, in French. */
export const frenchPublished: typeof englishPublished = {
  headline: (severity, sites, affected) => headline(severity, sites, affected),
  age: (age) => `Le dernier résultat date d’il y a ${age}.`,
  noResult: "Aucun résultat n’est encore arrivé.",
  stale: (age) => `Le dernier résultat date d’il y a ${age} : ce qui suit n’est peut-être plus vrai.`,
  troubles: {
    unreachable: "ne répond pas",
    certificate: "a un problème de certificat",
    error: "répond par une erreur",
    content: "n’affiche pas ce qu’il devrait",
    slow: "est lent",
    unknown: "ne peut être jugé",
  },
  sites: "Sites",
  now: "En cours",
  nothingNow: "Aucun incident en cours.",
  history: "Terminés",
  noHistory: "Aucun incident récent.",
  works: "Maintenance prévue",
  allSites: "tous les sites",
  moreSites: (count) => `et ${whole.format(count)} de plus`,
  moreShown: (count) =>
    count === 1
      ? "1 site de plus, pas plus grave que ceux affichés."
      : `${whole.format(count)} sites de plus, aucun plus grave que ceux affichés.`,
  unread: (count) =>
    count === 1
      ? "1 autre site n’est pas examiné ici."
      : `${whole.format(count)} autres sites ne sont pas examinés ici.`,
  noSites: "Cette page ne concerne aucun site.",
  columns: { site: "Site", state: "État", what: "Quoi", since: "Depuis", until: "Jusqu’à", from: "À partir de" },
  also: "Aussi en",
  forms: { json: "JSON", atom: "flux Atom", svg: "badge" },
  feedOf: (title) => `${title} : incidents`,
  over: (until) => `Terminé depuis ${until} UTC.`,
  since: (since) => `Depuis ${since} UTC.`,
  incidents: "Incidents",
};

function headline(severity: Severity, sites: number, affected: number): string {
  if (sites === 0) return "Il n’y a rien à voir";
  if (severity === "ok") return sites === 1 ? "Le site fonctionne" : `Les ${whole.format(sites)} sites fonctionnent`;
  const some = `${whole.format(affected)} ${affected === 1 ? "site" : "sites"} sur ${whole.format(sites)}`;
  const touched = affected === 1 ? "touché" : "touchés";
  if (severity === "critical") return `Panne : ${some} ${touched}`;
  if (severity === "warning") return `Avertissement : ${some} ${touched}`;
  return `Inconnu : ${some} ne ${affected === 1 ? "peut" : "peuvent"} être ${affected === 1 ? "jugé" : "jugés"}`;
}
