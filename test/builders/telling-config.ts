import type { Telling } from "../harness/telling.ts";

/** Sections of a configuration for a telling, as YAML. */
export interface TellingWords {
  readonly domains: readonly string[];
  /** Further keys of each website, of one line: `labels: {owner: asso-42}`. */
  readonly website: string;
  readonly frequency: string;
  readonly timeZone: string;
  /** Further lines of `general`. */
  readonly general: string;
  /** Who gets all mail. */
  readonly mail: readonly string[];
  /** Further sections. */
  readonly sections: string;
}

/** A configuration that looks at one path of each site every minute, with the default pace and a mail server. */
export function tellingConfig({ smtp }: Pick<Telling, "smtp">, over: Partial<TellingWords> = {}): string {
  const {
    frequency = "1m",
    timeZone = "UTC",
    domains = ["https://a.example"],
    website = "",
    general = "",
    mail = ["admin@example.org"],
  } = over;
  const sites = domains.map(
    (domain) => `  - {domain: "${domain}", paths: [{path: /, checks: [{status-is: 200}]}]${website && `, ${website}`}}`,
  );
  return `general:
  frequency: ${frequency}
  time_zone: ${timeZone}
  mail: {mailfrom: argos@example.org, host: ${smtp.host}, port: ${smtp.port}, addresses: [${mail.join(", ")}]}
${general}
${over.sections ?? ""}
websites:
${sites.join("\n")}
`;
}
