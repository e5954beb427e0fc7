import { bareCode, type Source } from "./source.ts";

/** Kills servers at moments that nothing announces. */
const mayWait = ["test/e2e/notification-kills.test.ts"];

const faults: readonly (readonly [RegExp, string])[] = [
  [
    /expect\([^;]*\b(?:performance|Date)\.now\(\)[^;]*\)\s*\.(?:not\.)?toBe(?:Less|Within)/,
    "bounds the time of the machine",
  ],
  [/\bsetDefaultTimeout\s*\(/, "has a limit of its own: limits.ts has it for all"],
  [/^\s*\},\s*\d[\d_]{3,},?\s*\)/m, "gives a test a limit of its own: limits.ts has it for all"],
  [/\b(?:eventually|until)\([^;]*,\s*\d[\d_]{3,},?\s*\)/, "waits for a time of its own: limits.ts has it for all"],
  [/\bBun\.sleep(?:Sync)?\s*\(|\bsetTimeout\s*\(/, "sleeps: wait for a fact"],
];

/** What in a test file would fail, or hide a fault, on a machine that is busy; as sentences. */
export function impatience({ path, text }: Source): string[] {
  if (!/^test\/(?!law\/).*\.test\.tsx?$/.test(path) || mayWait.includes(path)) return [];
  const code = bareCode(text);
  return faults.filter(([pattern]) => pattern.test(code)).map(([, fault]) => `${path} ${fault}`);
}
