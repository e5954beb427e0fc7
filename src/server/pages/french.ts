import type { Severity } from "../../base/severity.ts";
import { frenchReasons } from "../../notify/words/french-reasons.ts";
import type { Words } from "./english.ts";
import { frenchAccess } from "./french-access.ts";
import { frenchAvailability } from "./french-availability.ts";
import { frenchCertificates } from "./french-certificates.ts";
import { frenchDoing } from "./french-doing.ts";
import { frenchErrors } from "./french-errors.ts";
import { frenchFrame } from "./french-frame.ts";
import { frenchIncidents } from "./french-incidents.ts";
import { frenchNotifications } from "./french-notifications.ts";
import { frenchCount, frenchNumber } from "./french-numbers.ts";
import { frenchOpenId } from "./french-openid.ts";
import { frenchPublished } from "./french-published.ts";
import { frenchSites } from "./french-sites.ts";

/** Every text of the pages in French. */
export const french: Words = {
  language: "fr",
  name: "Argos",
  number: frenchNumber,
  severities: { ok: "ok", unknown: "inconnu", warning: "avertissement", critical: "critique" },
  reasons: frenchReasons,
  explained: {
    "no-data":
      "Aucun résultat n'est arrivé pendant trois intervalles : personne ne sait donc ce qu'il en est, et ce n'est jamais affiché comme ok. Ce qui était établi avant reste valable.",
    "agent-isolated":
      "L'agent n'a pas pu joindre ce qui est sûrement là, a échoué par sa propre faute, ou a pris du travail sans presque en faire : ce qu'il dit des sites ne compte pas.",
    "no-agent": "Aucun agent digne de foi ne s'est fait entendre : rien n'est donc contrôlé.",
    quarantined: "Un agent s'est arrêté trois fois pendant ce contrôle : il est donc mis de côté quelque temps.",
  },
  frame: frenchFrame,
  doing: frenchDoing,
  certificates: frenchCertificates,
  siteList: frenchSites,
  openid: frenchOpenId,
  published: frenchPublished,
  access: frenchAccess,
  availability: frenchAvailability,
  incidents: frenchIncidents,
  notifications: frenchNotifications,
  skip: "Aller au contenu",
  navigation: "Principale",
  nav: {
    summary: "Résumé",
    sites: "Sites",
    incidents: "Incidents",
    certificates: "Certificats",
    notifications: "Notifications",
    api: "API",
    ...frenchDoing.nav,
  },
  headline,
  counts: "Contrôles par gravité",
  siteCounts: "Sites selon leur pire contrôle",
  age: {
    none: "Aucun résultat n'est encore arrivé.",
    fresh: (age) => `Le dernier résultat date de ${age}.`,
    stale: (age) => `Périmé : le dernier résultat date de ${age}. Ce qui suit n'est peut-être plus vrai.`,
  },
  worst: {
    caption: "Contrôles, les plus graves d'abord",
    more: (shown, all) => `Les ${shown} plus graves des ${frenchNumber(all)} contrôles qui ne sont pas ok.`,
    none: "Tout va bien.",
  },
  work: {
    heading: "Travail",
    due: "Cibles en attente",
    oldest: "Plus longue attente",
    results: "Dernier résultat",
    agents: "Agents",
    agentsSeen: (seen, all) =>
      `${frenchNumber(seen)} sur ${frenchNumber(all)} ${seen < 2 ? "vu" : "vus"} ces 30 dernières secondes`,
    none: "aucune",
  },
  agents: {
    caption: "Agents",
    name: "Agent",
    version: "Version",
    seen: "Vu",
    up: "Tourne depuis",
    isolated: "isolé",
    believed: "digne de foi",
    isolatedHint: "Ses résultats sont gardés sans rien changer ; son travail va à d'autres.",
    state: "État",
  },
  ago: (duration) => `il y a ${duration}`,
  now: "à l'instant",
  columns: {
    severity: "Gravité",
    site: "Site",
    check: "Contrôle",
    wrong: "Ce qui ne va pas",
    since: "Depuis",
    checks: "Contrôles",
    notOk: "Pas ok",
    message: "Message",
    slot: "Prévu",
    reason: "Motif",
    status: "Statut",
    total: "Total, ms",
    dns: "DNS, ms",
    tls: "TLS, ms",
    firstByte: "Premier octet, ms",
    late: "Retard, ms",
    bytes: "Octets",
    missed: "Manqués",
    agent: "Agent",
    at: "Quand",
    change: "Changement",
  },
  sites: {
    title: "Sites",
    search: "Recherche",
    searchHint: "une partie du domaine",
    severity: "Pire contrôle",
    any: "toutes",
    submit: "Afficher",
    none: "Aucun site ne correspond.",
    caption: (rows) => `${frenchCount(rows, "site")} sur cette page, par domaine`,
    next: "Page suivante",
    first: "Première page",
    pages: "Pages",
  },
  site: {
    defined: "Défini dans",
    labels: "Étiquettes",
    targets: "Cibles",
    checked: "Dernier contrôle",
    took: "Durée",
    by: "Par",
    never: "pas encore",
    every: "Fréquence",
    cut: (shown) => `Seules les ${shown} premières cibles sont affichées.`,
  },
  target: {
    site: "Site",
    family: "Famille IP",
    families: { any: "indifférente", 4: "IPv4", 6: "IPv6" },
    timeout: "Délai maximal",
    recheck: "Nouvel essai après un échec",
    checks: "Contrôles",
    results: "Derniers résultats",
    older: "Résultats plus anciens",
    newest: "Résultats les plus récents",
    noResults: "Pas encore de résultat.",
    transitions: "Ce qui a changé",
    noTransitions: "Rien n'a encore changé.",
    reproduce: "Essayez vous-même",
    secrets: "Ce qui peut être secret est remplacé par ***.",
  },
  evidence: {
    heading: "Constaté au dernier changement",
    none: "Rien n'a encore été gardé : une preuve est enregistrée quand un contrôle change.",
    address: "Adresse",
    redirects: "Redirigé depuis",
    timings: "Durées",
    times: { dns: "DNS", tls: "TLS", firstByte: "premier octet", total: "total" },
    headers: "En-têtes",
    header: "En-tête",
    value: "Valeur",
    chain: "Certificats, tels que reçus",
    subject: "Sujet",
    issuer: "Émetteur",
    validity: "Validité",
    until: (from, to) => `du ${from} au ${to}`,
    body: "Début du corps",
    bytes: (bytes) => `${frenchCount(bytes, "octet")} en tout`,
  },
  empty: {
    noSites: "Aucun site n'est encore surveillé.",
    addSites:
      "Ajoutez-en au fichier de configuration, puis faites-le relire au serveur par un SIGHUP ou un redémarrage :",
    validate: "signale les erreurs avant cela.",
    noAgent: "Aucun agent ne s'est encore manifesté : rien n'est donc contrôlé.",
    startAgent:
      "Lancez-en un à côté du serveur, ou ailleurs avec un jeton qu'affiche argos token create --scope agent :",
  },
  act: {
    address: "Adresse",
    knows: "Pris en charge par",
    more: "En savoir plus sur l'incident",
    acknowledge: {
      title: "Prendre l'incident en charge",
      text: "Ceci dit que quelqu'un s'en occupe. Les rappels s'arrêtent ; la fin sera quand même annoncée.",
      button: "Prendre en charge",
      done: "Pris en charge : plus de rappels pour cet incident.",
      already: "Cet incident était déjà pris en charge. Rien n'a changé.",
      over: "Cet incident est terminé : il n'y a plus rien à prendre en charge.",
    },
    silence: {
      title: "Silence sur le site pendant 2 heures",
      text: "Aucun message sur les incidents de ce site pendant 2 heures. Il reste contrôlé.",
      button: "Silence pendant 2 heures",
      done: (until) => `Silence : aucun message sur ce site jusqu'au ${until}.`,
      tooMany: "Rien n'a changé : il y a déjà trop de silences. Mettez fin à certains d'abord.",
      noSite: "Cet incident ne porte pas sur un site : il n'y a rien à taire.",
    },
  },
  errors: frenchErrors,
};

function headline(counts: Readonly<Record<Severity, number>>): string {
  const all = counts.ok + counts.unknown + counts.warning + counts.critical;
  const of = `sur ${frenchCount(all, "contrôle")}`;
  if (counts.critical > 0) return `${frenchCount(counts.critical, "critique")} ${of}`;
  if (counts.warning > 0) return `Rien de critique, ${frenchCount(counts.warning, "avertissement")} ${of}`;
  if (counts.unknown > 0) return `Rien d'anormal, ${frenchCount(counts.unknown, "inconnu")} ${of}`;
  return all === 1 ? "Le seul contrôle est ok" : `Les ${frenchNumber(all)} contrôles sont ok`;
}
