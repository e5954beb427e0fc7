import type { englishSites } from "./english-sites.ts";

const whole = new Intl.NumberFormat("fr");

/** Texts of the list of sites in French. */
export const frenchSites: typeof englishSites = {
  searchHint: "domaine ou étiquette, dans n’importe quel ordre",
  severities: { "not-ok": "pas ok" },
  label: "Étiquette",
  labelHint: "nom:valeur",
  reason: "Raison",
  sort: "Ordre",
  orders: { name: "par nom", worst: "les pires d’abord" },
  matches: (count, isExact) => matches(count, isExact),
  caption: { name: "Sites par nom", worst: "Sites, les pires d’abord" },
  none: {
    title: "Aucun site ne correspond",
    end: "Aucun autre site ne correspond.",
    cutShort: "Aucun des sites parcourus jusqu’ici ne correspond. La liste continue.",
    badLabel: "Une étiquette s’écrit nom:valeur, exactement comme dans la configuration.",
    widen: "Élargir la recherche :",
    without: {
      search: (words) => `sans « ${words} »`,
      severity: (severity) => `quelle que soit la gravité, et pas seulement ${severity}`,
      label: (label) => `sans l’étiquette ${label}`,
      reason: (reason) => `quelle que soit la raison, et pas seulement « ${reason} »`,
    },
    all: "tous les sites",
  },
};

function matches(count: number, isExact: boolean): string {
  if (isExact) return count < 2 ? `${count} site` : `${whole.format(count)} sites`;
  return count === 0 ? "" : `plus de ${whole.format(count)} sites`;
}
