import type { englishSilences } from "./english-silences.ts";

const whole = new Intl.NumberFormat("fr");

/** The texts about silences in French. */
export const frenchSilences: typeof englishSilences = {
  title: "Silences",
  headline: (active, countedMax) => headline(active, countedMax),
  lead: "Tant qu’un silence est en vigueur, personne ne reçoit de message sur ses sites. Ils sont contrôlés tout de même.",
  captions: { active: "En vigueur", coming: "À venir", over: "Terminés" },
  planned: "Prévus dans la configuration",
  cut: (shown) => `Seuls les ${shown} premiers sont affichés.`,
  none: "Aucun silence, ni maintenant ni auparavant.",
  noneOf: "Aucun silence de cette sorte.",
  all: "Tous les silences",
  kinds: { silence: "silence", maintenance: "maintenance" },
  columns: { sites: "Sites", kind: "Sorte", from: "De", until: "À", why: "Pourquoi", by: "Par", next: "Prochain" },
  everySite: "tous les sites",
  label: (name, value) => `${name} : ${value}`,
  endedBy: (name) => `levé par ${name}`,
  neverAgain: "plus jamais",
  now: "maintenant",
  end: "Lever",
  ofSite: "Silences de ce site",
  quick: {
    for: "Pendant",
    durations: { "1h": "1 heure", "2h": "2 heures", "8h": "8 heures", "1d": "1 jour", "1w": "1 semaine" },
    comment: "Pourquoi",
    button: "Faire taire ce site",
    other: "D’autres sites, ou plus tard",
  },
  form: {
    heading: "Établir un silence",
    domain: "Domaine",
    domainHint: "Comme dans la configuration, ou avec * : https://*.asso.example",
    label: "Étiquette",
    labelHint: "owner:asso-42 ; avec un domaine, les deux doivent convenir",
    kind: "Sorte",
    from: (zone) => `De (${zone})`,
    fromHint: "Vide : dès maintenant",
    for: "Pendant",
    forHint: "30m, 2h, 1d, 1w",
    comment: "Pourquoi",
    commentHint: (most) => `${most} caractères au plus`,
    button: "Faire taire",
  },
  problems: {
    match:
      "Dites quels sites, par domaine ou par étiquette ; le domaine * désigne tous les sites. Un domaine a 500 caractères au plus.",
    label: "Écrivez nom:valeur, de 200 caractères au plus chacun.",
    for: "Écrivez une durée comme 30m, 2h ou 1d, d’une seconde à 366 jours.",
    comment: "500 caractères au plus.",
    from: "Choisissez un jour et une heure à venir, dans 366 jours au plus.",
    many: "Il y a déjà trop de silences : levez-en, ou désignez plus de sites par un seul.",
  },
  timeline: { silenced: "silence établi", until: (until) => `jusqu’au ${until}`, ended: "silence levé" },
};

function headline(active: number, countedMax: number): string {
  if (active === 0) return "Aucun silence en vigueur";
  if (active > countedMax) return `Plus de ${whole.format(countedMax)} silences en vigueur`;
  return active === 1 ? "1 silence en vigueur" : `${whole.format(active)} silences en vigueur`;
}
