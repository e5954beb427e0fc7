import { shownRequestHeader } from "../../base/secrets/shown-header.ts";
import { shownUrl } from "../../base/secrets/shown-url.ts";
import type { TargetSpec } from "../../contract/lease.ts";

/** A command for a POSIX shell that makes the same request; what may be secret stands as `***`. */
export function curlCommand(spec: TargetSpec): string {
  const { method, family, timeoutMs, redirectsMax } = spec;
  const parts = [
    "curl --include",
    method === "HEAD" ? "--head" : `--request ${method}`,
    ...(family === "any" ? [] : [`--ipv${family}`]),
    ...(redirectsMax > 0 ? [`--location --max-redirs ${redirectsMax}`] : []),
    `--max-time ${Math.ceil(timeoutMs / 1000)}`,
    ...Object.entries(spec.headers).map(
      ([name, value]) => `--header ${quoted(`${name}: ${shownRequestHeader(name, value)}`)}`,
    ),
    ...dataParts(spec),
    quoted(shownUrl(spec.url)),
  ];
  return parts.join(" \\\n  ");
}

/** The values of a form are what people log in with, so only the names are told. */
function dataParts({ data }: TargetSpec): string[] {
  if (data === undefined) return [];
  if (data.kind === "form") return Object.keys(data.fields).map((name) => `--data-urlencode ${quoted(`${name}=***`)}`);
  return ["--json '***'"];
}

/** A word of a POSIX shell (IEEE 1003.1, Shell Command Language 2.2.2). */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
