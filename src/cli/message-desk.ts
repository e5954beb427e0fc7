import type { MessageItem, MessageReplay } from "../contract/v1/message.ts";

/** Which messages are listed. */
export interface MessageChoice {
  /** Undefined for every state. */
  readonly state: MessageItem["state"] | undefined;
  /** The newest so many. */
  readonly rowsMax: number;
}

/** Where messages are kept: a database, or a server elsewhere. What cannot be done rejects with an ArgosError. */
export interface MessageDesk {
  /** Newest first. */
  list(choice: MessageChoice): Promise<readonly MessageItem[]>;
  /** Makes a dead message wait again; one that is not dead stays as it is. */
  replay(id: number): Promise<MessageReplay>;
}
