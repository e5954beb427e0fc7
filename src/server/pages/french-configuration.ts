import type { englishConfiguration } from "./english-configuration.ts";

const whole = new Intl.NumberFormat("fr", { maximumFractionDigits: 0 });

/** The texts of the page of the configuration in French. */
export const frenchConfiguration: typeof englishConfiguration = {
  title: "Configuration",
  headline: (revision) => `La révision ${whole.format(revision)} est en vigueur`,
  noneYet: "Aucune configuration n’a encore été appliquée",
  alarm: (servers) =>
    `La configuration n’a pas pu être relue par ${servers.join(", ")} : la précédente reste en vigueur.`,
  see: "Voir ce qui ne va pas",
  facts: {
    since: "Depuis",
    digest: "Empreinte",
    sites: "Sites",
    targets: "Cibles",
    checks: "Contrôles",
    perMinute: "Sondes par minute",
  },
  problems: {
    heading: (server) => `Ce qui empêche ${server} de la relire`,
    lead: "La configuration précédente reste en vigueur tant que ceci n’est pas corrigé :",
    where: "Où",
    what: "Ce qui ne va pas",
  },
  reload: {
    button: "Relire le fichier",
    text: "Comme SIGHUP : le serveur qui répond à cette page relit son propre fichier. Un fichier fautif ne change rien.",
  },
  diff: {
    heading: (revision) => `Ce que la révision ${whole.format(revision)} a changé`,
    kinds: {
      added: (targets) => `${count(targets)} ${targets > 1 ? "ajoutées" : "ajoutée"}`,
      changed: (targets) => `${count(targets)} ${targets > 1 ? "modifiées" : "modifiée"}`,
      removed: (targets) => `${count(targets)} ${targets > 1 ? "retirées" : "retirée"}`,
    },
    first: (shown) => `Seules les ${shown} premières sont affichées.`,
    nothing:
      "Aucune cible ajoutée, modifiée ni retirée : seulement des étiquettes, des places dans les fichiers, ou la manière de sonder.",
    gone: "Les cibles qu’elle a changées ne sont plus conservées.",
    target: "Cible",
  },
  attempts: {
    caption: "Dernières tentatives",
    none: "Aucune tentative n’a encore été enregistrée.",
    server: "Serveur",
    source: "Demandée par",
    outcome: "Issue",
    problem: "Premier problème",
    alive: "en marche",
    more: (problems) => `et ${whole.format(problems)} autres`,
    revision: (revision) => `révision ${whole.format(revision)}`,
    sources: { start: "démarrage", signal: "signal", api: "API", page: "page" },
    outcomes: { applied: "en vigueur", refused: "refusée", failed: "échouée" },
  },
  revisions: {
    caption: "Révisions",
    revision: "Révision",
    added: "Ajoutées",
    changed: "Modifiées",
    removed: "Retirées",
    name: (revision) => `Révision ${whole.format(revision)}`,
    earlier: "Plus anciennes",
    latest: "Les dernières",
  },
};

function count(targets: number): string {
  return `${whole.format(targets)} ${targets > 1 ? "cibles" : "cible"}`;
}
