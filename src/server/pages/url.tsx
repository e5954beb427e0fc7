import { shownUrl } from "../../base/secrets/shown-url.ts";

interface UrlProps {
  readonly url: string;
  /** A beginning that the reader knows already and that is left out. */
  readonly relativeTo?: string;
}

/** A URL without its secrets. */
export function Url({ url, relativeTo }: UrlProps) {
  const rest = relativeTo !== undefined && url.startsWith(`${relativeTo}/`) ? url.slice(relativeTo.length) : url;
  return <span class="url">{shownUrl(rest)}</span>;
}
