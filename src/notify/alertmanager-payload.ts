import { createHash } from "node:crypto";
import type { Item, Section } from "./bulletin.ts";
import { cleanBulletin } from "./clean-bulletin.ts";
import type { Delivery } from "./delivery.ts";
import { isOver } from "./headline.ts";

/** How Alertmanager writes that something has not ended. */
const noEnd = "0001-01-01T00:00:00Z";

type Texts = Readonly<Record<string, string>>;

interface Alert {
  readonly status: "firing" | "resolved";
  readonly labels: Texts;
  readonly annotations: Texts;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly generatorURL: string;
  readonly fingerprint: string;
}

/** What Alertmanager sends to a webhook, version 4, for receivers that know it already (its manual: `webhook_config`). */
export function alertmanagerPayload({ bulletin, letter, thread, recipient }: Delivery) {
  const { sections, nowMs } = bulletin === undefined ? { sections: [], nowMs: 0 } : cleanBulletin(bulletin);
  const alerts = sections.flatMap((section) => section.items.map((item) => alertOf(section, item, nowMs)));
  const commonLabels = common(alerts.map(({ labels }) => labels));
  return {
    version: "4",
    groupKey: `{}:{thread="${thread}"}`,
    truncatedAlerts: sections.reduce((sum, { more }) => sum + more, 0),
    status: alerts.every(({ status }) => status === "resolved") ? "resolved" : "firing",
    receiver: recipient.contact === "" ? "argos" : recipient.contact,
    groupLabels: commonLabels.cause === undefined ? {} : { cause: commonLabels.cause },
    commonLabels,
    commonAnnotations: { ...common(alerts.map(({ annotations }) => annotations)), title: letter.title },
    externalURL: bulletin?.home ?? "",
    alerts,
  };
}

function alertOf({ cause }: Section, item: Item, nowMs: number): Alert {
  const over = isOver(item.change);
  return {
    status: over ? "resolved" : "firing",
    labels: {
      ...labelsOf(item.labels),
      alertname: item.reason,
      severity: item.worstSeverity,
      domain: item.domain,
      instance: item.url,
      check: item.checkKey,
      cause: String(cause.id),
    },
    annotations: {
      summary: `${item.domain}: ${item.reason}`,
      description: item.message,
      defined_at: item.definedAt,
      agent: item.agent ?? "",
    },
    startsAt: new Date(item.openedMs).toISOString(),
    endsAt: over ? new Date(item.closedMs ?? nowMs).toISOString() : noEnd,
    generatorURL: item.links?.incident ?? "",
    fingerprint: createHash("sha256").update(`incident ${item.incidentId}`).digest("hex").slice(0, 16),
  };
}

/** A label's name in Prometheus is letters, digits and underscores, and does not begin with a digit. */
function labelsOf(labels: Item["labels"]): Texts {
  return Object.fromEntries(
    Object.entries(labels).map(([name, value]) => [name.replace(/^(?=\d)/, "_").replace(/\W/g, "_"), value]),
  );
}

/** What all of them have. */
function common([first = {}, ...others]: readonly Texts[]): Texts {
  return Object.fromEntries(
    Object.entries(first).filter(([name, value]) => others.every((one) => one[name] === value)),
  );
}
