import type { Secret } from "../base/secrets/secret.ts";
import type { Language } from "./notifications.ts";
import type { SiteMatch } from "./silence.ts";

/** What a status page may show. */
export const statusParts = ["sites", "incidents", "history", "maintenance"] as const;
export type StatusPart = (typeof statusParts)[number];

/** A page about some sites for people without a login. */
export interface StatusPage {
  /** Part of its address. */
  readonly name: string;
  readonly title: string;
  readonly match: SiteMatch;
  /** Everybody may read it and learn of it, or whoever knows the key, which is part of its address. */
  readonly audience: { readonly kind: "everybody" } | { readonly kind: "key"; readonly key: Secret };
  /** Undefined: that of the visitor. */
  readonly language: Language | undefined;
  readonly shows: readonly StatusPart[];
}

/** Series of single sites for Prometheus. */
export interface SiteMetrics {
  readonly match: SiteMatch;
  /** Labels of the sites that the series have too. */
  readonly labels: readonly string[];
}
