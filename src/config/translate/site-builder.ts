import { createHash } from "node:crypto";
import type { Check, Expectation } from "../check.ts";
import type { Report } from "../kinds/kind.ts";
import type { Site, Target } from "../site.ts";
import type { TellingWords } from "../words/alert-words.ts";
import { fileAndLine, type Place } from "../yaml/source-file.ts";

/** A target before it has its name and its checks theirs. */
export type Draft = Omit<Target, "key" | "checks" | "definedAt">;

/** A check before it has its name. */
export type NamelessCheck = Omit<Check, "key">;

interface OpenTarget {
  readonly draft: Draft;
  readonly key: string;
  readonly place: Place;
  readonly checks: NamelessCheck[];
}

/** Checks of one target at most. */
export const checksMax = 200;
const keyMax = 500;

/** Gathers what the entries of one domain say: targets that are alike in all but their checks become one. */
export class SiteBuilder {
  readonly #domain: string;
  readonly #place: Place;
  #labels: Readonly<Record<string, string>> = {};
  #isCanary = false;
  #telling: readonly TellingWords[] = [];
  readonly #targets = new Map<string, OpenTarget>();
  /** How many targets have the same request line. */
  readonly #counts = new Map<string, number>();

  constructor(domain: string, place: Place) {
    this.#domain = domain;
    this.#place = place;
  }

  label(labels: Readonly<Record<string, string>>): void {
    this.#labels = { ...this.#labels, ...labels };
  }

  /** Adds checks of a target, unless the same ones are there already. */
  add(draft: Draft, checks: readonly NamelessCheck[], place: Place): void {
    const line = `${this.#domain} ${draft.method} ${draft.url} ${draft.family}`;
    const identity = `${line} ${restOf(draft)}`;
    let target = this.#targets.get(identity);
    if (target === undefined) {
      const count = (this.#counts.get(line) ?? 0) + 1;
      this.#counts.set(line, count);
      target = { draft, key: shortened(count === 1 ? line : `${line}#${count}`), place, checks: [] };
      this.#targets.set(identity, target);
    }
    addChecks(target.checks, checks);
  }

  canary(): void {
    this.#isCanary = true;
  }

  /** Takes over what an entry says of who is told; what it leaves out stays as an earlier entry said. */
  tell(words: readonly TellingWords[]): void {
    const said = words.filter((one) => one.alerts !== undefined || one.remind_every !== undefined);
    if (said.length > 0) this.#telling = [...said, ...this.#telling];
  }

  /** What the entries say of who is told, the weightiest first. */
  get telling(): readonly TellingWords[] {
    return this.#telling;
  }

  build(report: Report): Site {
    const targets = [...this.#targets.values()].map((target): Target => {
      if (target.checks.length > checksMax) {
        report.problem(target.place, `more than ${checksMax} checks of one target`);
      }
      return { key: target.key, ...target.draft, checks: named(target.checks), definedAt: fileAndLine(target.place) };
    });
    return {
      domain: this.#domain,
      labels: this.#labels,
      targets,
      canary: this.#isCanary,
      definedAt: fileAndLine(this.#place),
    };
  }
}

/** What tells targets with the same request line apart. */
function restOf(draft: Draft): string {
  const { intervalMs, recheckDelayMs, retryBeforeNotification, timeoutMs, redirectsMax } = draft;
  const headers = Object.keys(draft.headers).length > 0 ? JSON.stringify(draft.headers) : "";
  const sent = draft.data === undefined ? headers : headers + JSON.stringify(draft.data);
  return `${intervalMs} ${recheckDelayMs} ${retryBeforeNotification} ${timeoutMs} ${redirectsMax} ${sent}`;
}

/** Only checks of one kind can be the same, so few are compared. One over the limit is kept, to notice it by. */
function addChecks(known: NamelessCheck[], added: readonly NamelessCheck[]): void {
  for (const check of added) {
    if (known.length > checksMax) return;
    const isKnown = known.some(
      (one) => one.expect.kind === check.expect.kind && JSON.stringify(one) === JSON.stringify(check),
    );
    if (!isKnown) known.push(check);
  }
}

/** A key that is too long ends in the hash of all of it instead. */
function shortened(key: string): string {
  if (key.length <= keyMax) return key;
  const hash = createHash("sha256").update(key).digest("hex").slice(0, 32);
  return `${key.slice(0, keyMax - hash.length - 1)}#${hash}`;
}

function named(checks: readonly NamelessCheck[]): readonly Check[] {
  const counts = new Map<Expectation["kind"], number>();
  return checks.map((check) => {
    const { kind } = check.expect;
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    return { key: count === 1 ? kind : `${kind}#${count}`, ...check };
  });
}
