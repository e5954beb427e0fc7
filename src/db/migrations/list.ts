import start from "./0001_start.sql" with { type: "text" };
import incidents from "./0002_incidents.sql" with { type: "text" };
import availability from "./0003_availability.sql" with { type: "text" };
import access from "./0004_access.sql" with { type: "text" };
import sites from "./0005_sites.sql" with { type: "text" };
import configuration from "./0006_configuration.sql" with { type: "text" };
import siteCounts from "./0007_site_counts.sql" with { type: "text" };
import siteWorst from "./0008_site_worst.sql" with { type: "text" };
import daysByIndex from "./0009_days_by_index.sql" with { type: "text" };
import agentTokens from "./0010_agent_tokens.sql" with { type: "text" };
import loginPlaces from "./0011_login_places.sql" with { type: "text" };

/** One step of the schema. Once released it never changes: a correction is a new step. */
export interface Migration {
  readonly version: number;
  /** The file's name without `.sql`. */
  readonly name: string;
  readonly sql: string;
}

/** Every step, oldest first; the law test holds it equal to the folder. */
export const migrations: readonly Migration[] = [
  { version: 1, name: "0001_start", sql: start },
  { version: 2, name: "0002_incidents", sql: incidents },
  { version: 3, name: "0003_availability", sql: availability },
  { version: 4, name: "0004_access", sql: access },
  { version: 5, name: "0005_sites", sql: sites },
  { version: 6, name: "0006_configuration", sql: configuration },
  { version: 7, name: "0007_site_counts", sql: siteCounts },
  { version: 8, name: "0008_site_worst", sql: siteWorst },
  { version: 9, name: "0009_days_by_index", sql: daysByIndex },
  { version: 10, name: "0010_agent_tokens", sql: agentTokens },
  { version: 11, name: "0011_login_places", sql: loginPlaces },
];
