/** Where a message is on its way, in the order that it goes; without a schema, for a command line that starts fast. */
export const messageStates = ["waiting", "sealed", "sent", "dead", "dropped"] as const;
