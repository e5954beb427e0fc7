import type { Done } from "./done.ts";
import { englishAgents } from "./english-agents.ts";
import { englishConfiguration } from "./english-configuration.ts";
import { englishSilences } from "./english-silences.ts";

/** The texts of what people do from pages, and of the pages for it, in English. */
export const englishDoing = {
  nav: { silences: "Silences", agents: "Agents", configuration: "Configuration" },
  done: {
    acknowledged: "Acknowledged: no more reminders of this incident.",
    "already-acknowledged": "This incident was acknowledged already. Nothing was changed.",
    "incident-over": "This incident is over. Nothing was changed.",
    silenced: "Silenced: no messages about these sites for that time.",
    "silence-ended": "The silence is over. What it held back will be told.",
    rescheduled: "It will be checked again within moments.",
    "nothing-rescheduled": "There was nothing to do: it is being checked, or due, already.",
    replayed: "It will be sent again now.",
    "nothing-replayed": "There was nothing to send again.",
    "agent-forgotten": "The agent is forgotten.",
    "agent-alive": "This agent lives: stop it first. Nothing was changed.",
    reloaded: "The configuration was read again and is in force.",
    "not-reloaded": "The configuration was not reloaded: the one before stays in force.",
  } satisfies Record<Done, string>,
  forbidden: {
    title: "Not done",
    text: "You may not do this, or the form does not come from a page of this session. Open the page again and send it from there.",
  },
  acknowledge: {
    heading: "What to do",
    text: "Somebody takes care: reminders stop, and that it is over will still be told.",
    button: "Acknowledge",
  },
  reschedule: {
    site: "Check this site again now",
    target: "Check again now",
    notOk: "Check all that is not ok again now",
  },
  replay: {
    one: "Send again",
    all: "Send all of them again",
    recipient: "Dead letters of",
    text: (most: number) => `At most ${most} at once; those of one cause become one message.`,
  },
  silences: englishSilences,
  agents: englishAgents,
  configuration: englishConfiguration,
};
