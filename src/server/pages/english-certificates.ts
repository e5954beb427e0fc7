const whole = new Intl.NumberFormat("en");

/** Texts of the page of certificates in English. */
export const englishCertificates = {
  title: "Certificates",
  lead: (total: number, expired: number) => lead(total, expired),
  none: "No certificate has been seen yet.",
  noneHint:
    "Agents tell of the certificate of each https target when they first see it, and whenever it is another one.",
  noneMatches: "No certificate matches.",
  cutShort: "None of the certificates looked at so far matches. The list goes on.",
  showAll: "All certificates",
  byExpiry: "By expiry",
  expiry: "Ends",
  count: "Certificates",
  share: "Share",
  expired: "expired",
  endsToday: "today",
  between: (from: number, to: number) => `in ${from} to ${to} days`,
  later: "later",
  byIssuer: "By issuer",
  issuer: "Issuer",
  soon: "Expired or within 30 days",
  selfSigned: "signed by itself",
  moreIssuers: (shown: number) => `The ${shown} issuers of the most certificates.`,
  renewals: "Renewals",
  renewed: (seen: number, expected: number) => renewed(seen, expected),
  dead: "Renewals look dead: by chance so few would come less than once in a thousand days. Look at what renews certificates.",
  tooFew: "Too few are expected to tell whether renewals work.",
  alive: "Renewals look alive.",
  list: "Certificates, the first to end first",
  target: "Target",
  subject: "Subject",
  since: "Seen since",
  renewedAt: "renewed",
  searchHint: "domain or label",
  within: "Ends",
  any: "any time",
  withinDays: (days: number) => (days === 1 ? "today, or has ended" : `within ${days} days, or has ended`),
  anyIssuer: "any",
  left: (days: number) => (days === 1 ? "1 day" : `${days} days`),
};

function lead(total: number, expired: number): string {
  const all = total === 1 ? "1 target shows a certificate" : `${whole.format(total)} targets show a certificate`;
  if (expired === 0) return `${all}; none has expired.`;
  return `${all}; ${whole.format(expired)} ${expired === 1 ? "has" : "have"} expired.`;
}

function renewed(seen: number, expected: number): string {
  const about = expected < 10 ? expected.toFixed(1) : whole.format(Math.round(expected));
  return `${whole.format(seen)} in the last 24 hours; about ${about} are expected, each at two thirds of its life.`;
}
