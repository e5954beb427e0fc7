import { type Kind, shapeOf } from "../kinds/kind.ts";
import { duration, integer } from "../kinds/scalar-kinds.ts";
import { defaulted, optional, required, type Section, section, subsection } from "../kinds/section.ts";
import { secretUrl, secretUrlFile } from "../kinds/text-kinds.ts";
import { remindEvery } from "./alert-words.ts";

const second = 1000;
const minute = 60 * second;
const day = 86_400 * second;

const within = duration({ minMs: minute, maxMs: 7 * day });

const limitSection = section({
  messages: required(integer({ min: 1, max: 1000 }), "How many messages."),
  within: required(within, "Within how long."),
});

/** So many messages within so long at most. */
export interface LimitWords {
  readonly messages: number;
  readonly within: number;
}

const limit: Kind<LimitWords | "none"> = {
  words: "none, or a section",
  item: limitSection,
  schema: { anyOf: [{ const: "none" }, limitSection.schema] },
  parse(node, report) {
    if (node.kind === "map") return limitSection.parse(node, report);
    if (node.kind === "scalar" && node.text === "none") return "none";
    report.problem(node, `expected none, or messages and within, found ${shapeOf(node)}`);
    return undefined;
  },
};

const flapping = section({
  changes: defaulted(integer({ min: 2, max: 100 }), 3, {
    written: "3",
    doc: "A check that changes between ok and not ok so often is flapping.",
  }),
  within: defaulted(within, 15 * minute, { written: "15m", doc: "Within how long." }),
});

const heartbeat = section({
  url: optional(secretUrl, "The URL to call; kept secret."),
  url_file: optional(secretUrlFile, "A file that holds it."),
  every: defaulted(duration({ minMs: 10 * second, maxMs: day }), 5 * minute, {
    written: "5m",
    doc: "How often, as long as all works.",
  }),
});

/** The section `notifications`. */
export const notifications = section({
  group_wait: defaulted(duration({ minMs: 0, maxMs: 60 * minute }), 30 * second, {
    written: "30s",
    doc: "How long to wait for more of the same before the first message about it.",
  }),
  group_interval: defaulted(duration({ minMs: second, maxMs: day }), 5 * minute, {
    written: "5m",
    doc: "The least time between two messages about the same.",
  }),
  remind_every: optional(remindEvery, "How often to repeat what is still wrong; never without it."),
  limit: defaulted(
    limit,
    { messages: 3, within: 10 * minute },
    {
      written: "3 messages within 10m",
      doc: "How many messages one recipient gets at most, or none for no limit; the rest waits and comes together.",
    },
  ),
  flapping: subsection(flapping, "When a check counts as flapping: one message instead of many."),
  heartbeat: optional(heartbeat, "A URL called only while a canary website goes all the way through."),
});

export type NotificationWords = Section<typeof notifications.fields>;
