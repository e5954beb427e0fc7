import { type Static, Type } from "@sinclair/typebox";
import { oneOf } from "../one-of.ts";
import { requestText, requestTexts } from "../text.ts";
import { BigId, closed, Instant, nullable } from "./fields.ts";

/** Which sites: all that is given must hold, and something must be given. */
export const SiteMatchField = Type.Object(
  {
    domain: Type.Optional(
      requestText({
        maxLength: 1000,
        description: "a domain as the configuration writes it, or a pattern: `https://*.asso.example`",
      }),
    ),
    labels: Type.Optional(
      requestTexts({
        nameMax: 200,
        maxLength: 400,
        countMax: 20,
        description: "labels a site must have; a value may hold `*`",
      }),
    ),
  },
  { ...closed, description: "which sites: all that is given must hold, and something must be given" },
);

/** A silence of the database; those of the configuration are not listed. */
export const SilenceItem = Type.Object(
  {
    id: BigId,
    kind: oneOf(["silence", "maintenance"]),
    match: SiteMatchField,
    comment: Type.String(),
    createdBy: Type.String({
      description: "`cli:user@host`, the name of a login or of a token, or the incident whose link it was",
    }),
    createdAt: Instant,
    startsAt: Instant,
    endsAt: Instant,
    endedBy: nullable(Type.String({ description: "null when it ended by itself, or lasts" })),
  },
  closed,
);
export type SilenceItem = Static<typeof SilenceItem>;

/** Longer ones are no durations. */
const durationCharactersMax = 100;
const duration = "a duration such as 30m, 2h or 1d, at most 366d";
const comment = Type.Optional(requestText({ maxLength: 1000, description: "at most 500 characters" }));

/** No messages about these sites for a while, from now on. */
export const SilenceRequest = Type.Object(
  { match: SiteMatchField, for: requestText({ maxLength: durationCharactersMax, description: duration }), comment },
  { ...closed, examples: [{ match: { labels: { owner: "asso-42" } }, for: "2h", comment: "new disk" }] },
);

/** Planned work begins. */
export const MaintenanceStart = Type.Object(
  {
    match: SiteMatchField,
    for: Type.Optional(requestText({ maxLength: durationCharactersMax, description: `${duration}; 4h if left out` })),
    comment,
  },
  { ...closed, examples: [{ match: { domain: "https://*.asso.example" }, for: "1h" }] },
);

/** Planned work is done. */
export const MaintenanceEnd = Type.Object(
  { match: SiteMatchField },
  { ...closed, examples: [{ match: { domain: "https://*.asso.example" } }] },
);

/** What was ended; empty when nothing was active. */
export const EndedSilences = Type.Object({ items: Type.Array(SilenceItem) }, closed);
export type EndedSilences = Static<typeof EndedSilences>;

/** What became of an acknowledgement of an open incident. */
export const AcknowledgeReply = Type.Object(
  { outcome: oneOf(["acknowledged", "already"], "`already`: somebody was first, and nothing changed") },
  closed,
);
