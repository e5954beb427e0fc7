import type { Database } from "../../db/connect.ts";
import { type AttemptKind, type AttemptLimit, countAttempt, takeBackAttempt } from "../../store/login-attempts.ts";
import { networkOf } from "./network-of.ts";
import { sha256 } from "./sha256.ts";

/** Attempts from one address, and failures of one name. They hold for all servers together, and over restarts. */
const limits: Readonly<Record<AttemptKind, AttemptLimit>> = {
  address: { hitsMax: 10, seconds: 60 },
  account: { hitsMax: 20, seconds: 86_400 },
};

/** Whether an attempt may go on. It counts as a failure until it is forgiven. */
export type Admission =
  | { readonly kind: "admitted"; forgive(): Promise<void> }
  | { readonly kind: "limited"; readonly retrySeconds: number };

/** Counts an attempt to log in. Names that nobody has are counted too, or the limit would tell them apart. */
export async function admitLogin(
  db: Database,
  { name, address }: { readonly name: string; readonly address: string | undefined },
): Promise<Admission> {
  return await db.transaction(async (tx) => {
    if (address !== undefined) {
      const key = addressKey(address);
      const counted = await countAttempt(tx, { kind: "address", key, limit: limits.address });
      if (counted.kind === "refused") return { kind: "limited", retrySeconds: counted.retrySeconds };
    }
    const key = accountKey(name);
    const counted = await countAttempt(tx, { kind: "account", key, limit: limits.account });
    if (counted.kind === "refused") return { kind: "limited", retrySeconds: counted.retrySeconds };
    const { hitText } = counted;
    return {
      kind: "admitted",
      forgive: async () => await db.run((sql) => takeBackAttempt(sql, { kind: "account", key, hitText })),
    };
  });
}

/** The key under which the failures of a name are counted. */
export function accountKey(name: string): Buffer {
  return sha256(`account ${name.toLowerCase()}`);
}

/** Whoever has one address of IPv6 has all of its network of 64 bits. */
function addressKey(address: string): Buffer {
  return sha256(`address ${networkOf(address)}`);
}
