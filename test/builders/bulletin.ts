import type { Bulletin, Cause, Item, Section } from "../../src/notify/bulletin.ts";

/** 20 November 2026, 14:14 in Paris. */
export const bulletinNowMs = Date.UTC(2026, 10, 20, 13, 14);

/** Twelve minutes before: 14:02 in Paris. */
export const openedMs = bulletinNowMs - 12 * 60_000;

/** An incident that has just opened. */
export function anItem(overrides: Partial<Item> = {}): Item {
  return {
    incidentId: 7,
    change: "opened",
    severity: "critical",
    worstSeverity: "critical",
    reason: "wrong-status",
    message: "expected status 200, got 503",
    domain: "https://example.org",
    url: "https://example.org/status.php",
    checkKey: "status-is",
    openedMs,
    closedMs: undefined,
    definedAt: "conf.d/asso.yml:214",
    labels: { owner: "asso-42" },
    agent: "paris-1",
    links: {
      incident: "https://argos.example.net/incidents/7",
      acknowledge: "https://argos.example.net/act/acknowledge/7?s=a1",
      silence: "https://argos.example.net/act/silence/7?s=b2",
    },
    ...overrides,
  };
}

/** The same incident, over after twelve minutes. */
export function anEnded(overrides: Partial<Item> = {}): Item {
  return anItem({ change: "recovered", severity: "ok", closedMs: bulletinNowMs, ...overrides });
}

/** So many incidents of as many sites, from `https://site0.example` on. */
export function manyItems(count: number, overrides: Partial<Item> = {}): Item[] {
  return Array.from({ length: count }, (_, index) => {
    const domain = `https://site${index}.example`;
    return anItem({ incidentId: index + 1, domain, url: `${domain}/`, ...overrides });
  });
}

/** A cause of one incident that lasts. */
export function aCause(overrides: Partial<Cause> = {}): Cause {
  return {
    id: 12,
    kind: "address",
    value: "192.0.2.7",
    reason: "connection-refused",
    openedMs,
    incidents: 1,
    openIncidents: 1,
    ...overrides,
  };
}

/** A section of these items, whose cause has had no others. */
export function aSection(items: readonly Item[] = [anItem()], overrides: Partial<Section> = {}): Section {
  const incidents = items.length + (overrides.more ?? 0);
  const openIncidents = incidents - items.filter(({ closedMs }) => closedMs !== undefined).length;
  return { cause: aCause({ incidents, openIncidents }), items, more: 0, ...overrides };
}

/** A bulletin about these sections, in English, for Paris. */
export function aBulletin(
  sections: readonly Section[] = [aSection()],
  overrides: Partial<Omit<Bulletin, "sections">> = {},
): Bulletin {
  return {
    language: "en",
    nowMs: bulletinNowMs,
    timeZone: "Europe/Paris",
    sections,
    home: "https://argos.example.net/",
    ...overrides,
  };
}
