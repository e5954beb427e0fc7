import { Elysia } from "elysia";
import { cleanText } from "../../base/clean-text.ts";
import { type CertificatesAsked, certificatePlace, certificatesWanted } from "../certificates-asked.ts";
import type { ServerDeps } from "../deps.ts";
import { expiryBounds } from "../read/certificates.ts";
import { CertificatesPage } from "./certificates-page.tsx";
import { pageResponse } from "./page-response.tsx";
import { errorPage, type Query } from "./pages.tsx";
import type { View, Views } from "./view.ts";

/** Certificates on one page of the list. */
const certificatesMax = 50;

type Deps = Pick<ServerDeps, "reads">;

/** The certificates of the fleet. */
export function certificatePages(deps: Deps, views: Views) {
  return new Elysia({ normalize: false, detail: { hide: true } }).get(
    "/certificates",
    async ({ query, request }) => await certificatesPage(deps, views(request), query),
  );
}

async function certificatesPage({ reads }: Deps, view: View, query: Query): Promise<Response> {
  const { cursor } = query;
  const after = cursor === undefined ? undefined : certificatePlace(cursor);
  if (cursor !== undefined && after === undefined) return errorPage(view, "bad-cursor");
  const asked = askedFor(query);
  const [fleet, found] = await Promise.all([
    reads.fleet(),
    reads.certificates(certificatesWanted(asked, { after, limit: certificatesMax })),
  ]);
  const request = { ...asked, continued: cursor !== undefined };
  return pageResponse(view, <CertificatesPage asked={request} fleet={fleet} found={found} />);
}

/** A choice that is not offered counts as none. */
function askedFor({ search = "", issuer = "", within }: Query): CertificatesAsked {
  return {
    search: cleanText(search, 200).trim(),
    issuer: issuer === "" ? undefined : cleanText(issuer, 300),
    withinDays: [0, ...expiryBounds].find((days) => String(days) === within),
  };
}
