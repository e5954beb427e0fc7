import { shownUrl } from "../../base/secrets/shown-url.ts";
import type { SilenceItem } from "../../contract/v1/silence.ts";
import { activeSilencesMax, type StoredSilence } from "../../store/silences.ts";
import type { RequestDeed } from "../auth/audit-request.ts";

/** A silence as the API and the command line show it. */
export function silenceItem(silence: StoredSilence): SilenceItem {
  const { id, kind, match, window, comment, createdBy, createdAt, endedBy } = silence;
  return {
    id,
    kind,
    match: {
      ...(match.domain === undefined ? {} : { domain: shownUrl(match.domain) }),
      ...(match.labels === undefined ? {} : { labels: { ...match.labels } }),
    },
    comment,
    createdBy,
    createdAt: createdAt.toISOString(),
    startsAt: new Date(window.fromMs).toISOString(),
    endsAt: new Date(window.untilMs).toISOString(),
    endedBy,
  };
}

/** The refusal of one silence too many. */
export const tooManySilences = `there are ${activeSilencesMax} active silences already: end some, or match more sites by one`;

/** What the audit says of a silence that somebody began, made last longer or ended. */
export function silenceDeed(what: "add" | "end", silence: StoredSilence): RequestDeed {
  const { id, kind, match, endsAt, createdBy, endedBy } = silenceItem(silence);
  const by = what === "end" ? endedBy : createdBy;
  return { action: `${kind}.${what}`, subject: `silence:${id}`, detail: { by, ...match, until: endsAt } };
}
