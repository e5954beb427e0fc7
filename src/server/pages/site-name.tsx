import { readableHost } from "../../base/search-text.ts";
import { Url } from "./url.tsx";

/** A site's domain; an international one as people read it, and beside it as it is written, since letters look alike. */
export function SiteName({ domain }: { readonly domain: string }) {
  const scheme = /^https?:\/\//.exec(domain)?.[0] ?? "";
  const readable = `${scheme}${readableHost(domain.slice(scheme.length))}`;
  if (readable === domain) return <Url url={domain} />;
  return (
    <>
      <Url url={readable} />{" "}
      <small>
        <Url url={domain} />
      </small>
    </>
  );
}
