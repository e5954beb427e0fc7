/** Which sites something is about: all that is given must hold; nothing given matches every site. */
export interface SiteMatch {
  /**
   * A site's domain as the configuration writes it, or a pattern with `*`: `https://*.asso.example`. Without `://` it is
   * about what follows the scheme: `*.asso.example`.
   */
  readonly domain?: string;
  /** Labels a site must have; a value may hold `*`. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** When a planned silence holds. Times of day are in the IANA time zone; instants are milliseconds since 1970 UTC. */
export type Window =
  | { readonly kind: "once"; readonly fromMs: number; readonly untilMs: number }
  | { readonly kind: "cron"; readonly pattern: string; readonly timeZone: string; readonly forMs: number };

/** A silence of the configuration. A weekly one is a cron pattern too. */
export interface PlannedSilence {
  readonly match: SiteMatch;
  readonly window: Window;
  readonly comment: string;
  /** `file:line`. */
  readonly definedAt: string;
}
