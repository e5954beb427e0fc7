import { X509Certificate } from "node:crypto";
import { type Kind, scalarOf, shown } from "./kind.ts";

const begin = "-----BEGIN CERTIFICATE-----";
const end = "-----END CERTIFICATE-----";

/**
 * The path of a file with PEM certificates (RFC 7468), and whatever stands between them. Each must be one: a TLS library
 * that is given a text with a broken one refuses to connect anywhere. The value is the certificates alone.
 */
export const certificatesFile: Kind<string> = {
  words: "the path of a file",
  schema: { type: "string" },
  parse(node, report) {
    const path = scalarOf(node, "the path of a file", report);
    const text = path && report.textOfFile(path, "public");
    if (text === undefined) return undefined;
    const certificates = text.split(begin).slice(1).map(wholeCertificate);
    const broken = certificates.findIndex((pem) => !isCertificate(pem));
    if (certificates.length === 0) report.problem(node, `the file ${shown(node)} holds no PEM certificate`);
    else if (broken >= 0) report.problem(node, `certificate ${broken + 1} in the file ${shown(node)} cannot be read`);
    else return certificates.join("");
    return undefined;
  },
};

/** The certificate that begins a text; files put together may lack the line end between two of them. */
function wholeCertificate(rest: string): string {
  const [body = ""] = rest.split(end, 1);
  return `${begin}${body}${end}\n`;
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}
