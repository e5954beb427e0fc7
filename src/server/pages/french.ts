import { english, type Words } from "./english.ts";
import { frenchCertificates } from "./french-certificates.ts";
import { frenchSites } from "./french-sites.ts";

/** Every text of the pages in French. */
export const french: Words = { ...english, language: "fr", siteList: frenchSites, certificates: frenchCertificates };
