import type { OpenIdFault } from "../auth/openid-fault.ts";

interface FaultWords {
  readonly title: string;
  readonly text: (provider: string) => string;
}

const faults: Readonly<Record<OpenIdFault, FaultWords>> = {
  unavailable: {
    title: "The login does not answer",
    text: (provider) => `${provider} could not be reached, or cannot log anybody in just now. Try again in a moment.`,
  },
  denied: {
    title: "You were not logged in",
    text: (provider) => `${provider} says that the login was not wanted, or that you may not use Argos.`,
  },
  expired: {
    title: "This login is over",
    text: () =>
      "It took too long, was used before, or was begun in another window. If it happens again, let your browser keep cookies of this site.",
  },
  clock: {
    title: "The clocks do not agree",
    text: (provider) =>
      `By the clock of this server, the answer of ${provider} is too old or not yet valid. Whoever runs Argos should look at the time of both.`,
  },
  nameless: {
    title: "You have no name here",
    text: (provider) =>
      `${provider} knows you, but tells no name of you that Argos can use. Whoever runs Argos can choose another one with user_claim.`,
  },
  refused: {
    title: "You could not be logged in",
    text: (provider) => `Argos does not accept the answer of ${provider}. The log of the server says why.`,
  },
};

/** The texts about logging in by a provider in English. */
export const englishOpenId = { again: "Log in again", faults };
