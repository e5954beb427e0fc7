import type { englishCertificates } from "./english-certificates.ts";

const whole = new Intl.NumberFormat("fr");
const tenths = new Intl.NumberFormat("fr", { maximumFractionDigits: 1 });

/** Texts of the page of certificates in French. */
export const frenchCertificates: typeof englishCertificates = {
  title: "Certificats",
  lead: (total, expired) => lead(total, expired),
  none: "Aucun certificat n’a encore été vu.",
  noneHint:
    "Les agents signalent le certificat de chaque cible https quand ils le voient pour la première fois, puis à chaque changement.",
  noneMatches: "Aucun certificat ne correspond.",
  cutShort: "Aucun des certificats parcourus jusqu’ici ne correspond. La liste continue.",
  showAll: "Tous les certificats",
  byExpiry: "Par échéance",
  expiry: "Échéance",
  count: "Certificats",
  share: "Part",
  expired: "expirés",
  endsToday: "aujourd’hui",
  between: (from, to) => `dans ${from} à ${to} jours`,
  later: "plus tard",
  byIssuer: "Par émetteur",
  issuer: "Émetteur",
  soon: "Expirés ou à moins de 30 jours",
  selfSigned: "autosigné",
  moreIssuers: (shown) => `Les ${shown} émetteurs ayant le plus de certificats.`,
  renewals: "Renouvellements",
  renewed: (seen, expected) => renewed(seen, expected),
  dead: "Les renouvellements semblent arrêtés : par hasard, il y en aurait si peu moins d’un jour sur mille. Vérifiez ce qui renouvelle les certificats.",
  tooFew: "Trop peu sont attendus pour dire si les renouvellements fonctionnent.",
  alive: "Les renouvellements semblent fonctionner.",
  list: "Certificats, les premières échéances d’abord",
  target: "Cible",
  subject: "Sujet",
  since: "Vu depuis",
  renewedAt: "renouvelé",
  searchHint: "domaine ou étiquette",
  within: "Échéance",
  any: "indifférente",
  withinDays: (days) => (days === 1 ? "aujourd’hui ou dépassée" : `dans ${days} jours ou dépassée`),
  anyIssuer: "tous",
  left: (days) => (days < 2 ? `${days} jour` : `${days} jours`),
};

function lead(total: number, expired: number): string {
  const all =
    total < 2 ? `${total} cible présente un certificat` : `${whole.format(total)} cibles présentent un certificat`;
  if (expired === 0) return `${all} ; aucun n’a expiré.`;
  return `${all} ; ${whole.format(expired)} ${expired === 1 ? "a expiré" : "ont expiré"}.`;
}

function renewed(seen: number, expected: number): string {
  const about = expected < 10 ? tenths.format(expected) : whole.format(Math.round(expected));
  return `${whole.format(seen)} en 24 heures ; environ ${about} attendus, chacun aux deux tiers de sa durée de vie.`;
}
