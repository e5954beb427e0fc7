/**
 * Lets requests begin a few at a time: between two turns of the event loop so many start, and the others wait, so that
 * health checks and agents, which do not pass here, are answered within a turn however many strangers ask.
 */
export interface Turnstile {
  /** Undefined where a request may begin at once; else whether it may after its wait, false where too many wait already. */
  enter(lane: Lane): Promise<boolean> | undefined;
}

/** Requests with credentials go before those without. */
export type Lane = "credentials" | "none";

/** Requests that begin in one turn: each computes for some milliseconds at most before it waits for the database. */
const perTurn = 4;

/** Requests that wait at most, in each lane. */
const waitingMax = 1000;

/** A turnstile for one server. */
export function createTurnstile(): Turnstile {
  const lanes: Readonly<Record<Lane, Waiting[]>> = { credentials: [], none: [] };
  let begun = 0;
  let isTurning = false;

  function turn(): void {
    begun = 0;
    isTurning = false;
    for (const lane of [lanes.credentials, lanes.none]) {
      for (const pass of lane.splice(0, perTurn - begun)) {
        begin();
        pass(true);
      }
    }
  }

  function begin(): void {
    begun += 1;
    if (isTurning) return;
    isTurning = true;
    setImmediate(turn);
  }

  return {
    enter(name) {
      if (begun < perTurn) {
        begin();
        return undefined;
      }
      const lane = lanes[name];
      if (lane.length >= waitingMax) return Promise.resolve(false);
      return new Promise<boolean>((pass) => void lane.push(pass));
    },
  };
}

type Waiting = (mayBegin: boolean) => void;
