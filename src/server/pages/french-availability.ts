import type { WrittenShare } from "../../checks/account.ts";
import type { englishAvailability } from "./english-availability.ts";

const numbers = Array.from(
  { length: 6 },
  (_, digits) => new Intl.NumberFormat("fr", { minimumFractionDigits: digits, maximumFractionDigits: digits }),
);

/** The texts about availability in French. */
export const frenchAvailability: typeof englishAvailability = {
  title: "Disponibilité",
  percent: ({ percent, digits }: WrittenShare) => `${numbers[digits]?.format(percent) ?? percent} %`,
  none: "inconnue",
  period: "Période",
  periods: { "24h": "24 heures", "7d": "7 jours", "30d": "30 jours", "1y": "1 an" },
  short: { "24h": "24 h", "7d": "7 j", "30d": "30 j", "1y": "1 an" },
  up: "Disponible",
  down: "Hors service pendant",
  states: {
    critical: "critique",
    warning: "avertissement",
    ok: "ok",
    maintenance: "maintenance",
    unknown: "inconnu",
  },
  unknown: "Inconnu",
  maintenance: "Maintenance",
  ofSite: "celle de sa cible la moins disponible",
  bars: {
    alternative: (bars, states) => `${bars} barres, de la plus ancienne à la plus récente : ${states.join(", ")}`,
    nothing: "rien n’est connu",
    downFor: (duration) => `hors service pendant ${duration}`,
    unknownFor: (duration) => `inconnu pendant ${duration}`,
    maintenanceFor: (duration) => `maintenance pendant ${duration}`,
  },
  times: {
    heading: "Temps de réponse",
    legend: "La ligne est la moyenne, la bande va jusqu’au plus long.",
    alternative: (meanMs, maxMs) => `Temps de réponse : ${meanMs} ms en moyenne, ${maxMs} ms au plus`,
    none: "Aucun temps de réponse n’est connu pour cette période.",
    ms: (ms) => `${ms} ms`,
  },
  table: {
    summary: "En chiffres",
    caption: (period) => `Disponibilité et temps de réponse, ${period}`,
    from: "À partir de",
    mean: "Moyenne, ms",
    max: "Le plus long, ms",
  },
  rules: {
    summary: "Comment c’est compté",
    list: [
      "Un résultat vaut de son heure prévue à celle du suivant, et pendant trois intervalles au plus. Au-delà, personne ne sait : c’est inconnu.",
      "Ok et avertissement comptent comme disponible : un certificat qui expire bientôt n’est pas une panne. Critique compte comme hors service.",
      "La disponibilité est le temps disponible divisé par la somme du temps disponible et du temps hors service. Le temps inconnu et la maintenance n’y entrent pas ; ils sont indiqués à côté.",
      "Ce qu’a dit un agent que l’on ne croit pas, ou qui était lui-même en faute, est inconnu.",
      "La maintenance est ce qui a été déclaré comme tel, ainsi que les silences prévus dans la configuration, pour les sites concernés.",
      "Une cible n’a pas de passé : son temps commence à son premier résultat.",
      "Un site est aussi disponible que sa cible la moins disponible.",
      "Les jours sont des jours UTC et le temps est compté en secondes entières. Un pourcentage est tronqué, pas arrondi : 100 % veut dire qu’aucune panne n’a été vue.",
      "Les résultats de la dernière heure peuvent encore être en route ; ceux qui arrivent en retard sont comptés dès qu’ils sont là.",
    ],
  },
  download: {
    link: "Disponibilité de tous les sites",
    heading: "Téléchargement",
    text: "Une ligne par site, en CSV (RFC 4180, UTF-8), sur des jours UTC entiers et révolus.",
    period: "Période",
    periods: { "7d": "7 jours", "30d": "30 jours", "90d": "90 jours", "1y": "1 an" },
    search: "Partie du domaine",
    label: "Étiquette",
    labelHint: "nom:valeur",
    button: "Télécharger",
    columns: "Colonnes",
    columnTexts: {
      domain: "protocole, hôte et port du site",
      labels: "nom:valeur, séparés par des espaces",
      availability_percent: "celle de sa cible la moins disponible ; vide quand rien n’est connu",
      up_seconds: "ok ou avertissement",
      down_seconds: "critique",
      unknown_seconds: "ce que personne ne sait",
      maintenance_seconds: "travaux prévus",
      days: "jours couverts, le premier d’une nouvelle cible en partie",
    },
    safe: "Une cellule qu’un tableur prendrait pour une formule commence par une apostrophe.",
  },
};
