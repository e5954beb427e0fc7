import { importsOf } from "./import.ts";
import { bareCode, type Source } from "./source.ts";

/** Files of the pure rooms that do read or send: everything else there takes values and gives values. */
const doing = [/^src\/config\/(?:load|include|disk)[^/]*\.ts$/, /^src\/notify\/channels?\b/];

/** Functions of the platform that only compute. */
const computing = /^import \{ (?:isIP|createHash|X509Certificate) \} from "node:(?:net|crypto)";$/gm;

/** Files of base that wait, measure or write. */
const impureBase = ["src/base/clock.ts", "src/base/log.ts", "src/base/loop.ts", "src/base/semaphore.ts"];

const forbidden: readonly (readonly [what: string, pattern: RegExp])[] = [
  ["a clock", /\bDate\s*\.\s*now\b|\bnew Date\b\s*(?:\(\s*\)|[^(\s])|(?<!new )\bDate\(|\bperformance\s*[.[]/],
  ["a timer", /\b(?:setTimeout|setInterval|setImmediate|queueMicrotask)\b/],
  ["chance", /\bMath\s*\.\s*random\b|\bcrypto\s*[.[]/],
  ["the process", /\bprocess\s*[.[]/],
  ["Bun", /\bBun\s*[.[]/],
  ["the network", /\bfetch\s*\(|\bnew WebSocket\b/],
  ["async", /\basync\b|\bawait\b|\bPromise\b/],
];

/** Whether a file must be pure. */
export function isPure(path: string): boolean {
  return /^src\/(?:checks|config|notify)\//.test(path) && !doing.some((each) => each.test(path));
}

/** What makes a file impure, as sentences. Types are taken out first: they may speak of anything. */
export function impurities(source: Source): string[] {
  const code = bareCode(
    new Bun.Transpiler({ loader: source.path.endsWith("x") ? "tsx" : "ts" }).transformSync(source.text),
  );
  const used = forbidden.filter(([, pattern]) => pattern.test(code)).map(([what]) => `${source.path} uses ${what}`);
  const imported = importsOf({ ...source, text: source.text.replace(computing, "") })
    .filter(({ to, kind }) => kind === "value" && (/^(?:node:|bun$|bun:)/.test(to) || impureBase.includes(to)))
    .map(({ to }) => `${source.path} imports ${to}`);
  return [...used, ...imported];
}
