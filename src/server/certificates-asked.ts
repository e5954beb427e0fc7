import { cleanText } from "../base/clean-text.ts";
import { searchWords } from "../base/search-text.ts";
import type { CertificatePage, CertificatePlace } from "../store/certificate-rows.ts";
import { certificateCursor, parseCursor } from "./cursor.ts";

/** How an address names those that are signed by themselves. */
export const selfSigned = "self-signed";

/** What somebody asks a list of certificates for, in the words of an address. */
export interface CertificatesAsked {
  readonly search: string;
  /** Exactly this one, or `self-signed`; undefined for any. */
  readonly issuer: string | undefined;
  /** 0 for those that have expired; undefined for any. */
  readonly withinDays: number | undefined;
}

/** What is asked for as the store understands it. */
export function certificatesWanted(
  { search, issuer, withinDays }: CertificatesAsked,
  page: Pick<CertificatePage, "after" | "limit">,
): CertificatePage {
  const wantedIssuer = issuer === undefined ? undefined : cleanText(issuer, 300);
  return {
    words: searchWords(cleanText(search, 200)),
    issuer: wantedIssuer === selfSigned ? "" : wantedIssuer,
    withinDays,
    ...page,
  };
}

/** The place that a cursor names; undefined for one of another list. */
export function certificatePlace(cursor: string): CertificatePlace | undefined {
  return parseCursor(certificateCursor, cursor);
}
