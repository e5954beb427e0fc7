import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { ArgosError, messageOf } from "../base/error.ts";

/** Bytes of a line of standard input at most. */
const lineBytesMax = 65_536;

/** Where a password comes from; never from the command line, which every user of the machine can read. */
export interface PasswordSource {
  /** A file whose first line it is; otherwise standard input, asked for without echo where that is a terminal. */
  readonly passwordFile?: string;
}

/** Reads a new password, which a person at a terminal types twice. Throws ArgosError "usage". */
export async function readNewPassword(source: PasswordSource): Promise<string> {
  const password = await readPassword(source, "New password: ");
  if (source.passwordFile !== undefined || !process.stdin.isTTY) return password;
  if ((await ask("The same once more: ")) !== password) throw new ArgosError("usage", "the two passwords differ");
  return password;
}

/** Reads a password. Throws ArgosError "usage" where there is none. */
export async function readPassword({ passwordFile }: PasswordSource, prompt = "Password: "): Promise<string> {
  if (passwordFile !== undefined) return firstLine(await readText(passwordFile), passwordFile);
  if (process.stdin.isTTY) return await ask(prompt);
  return firstLine(await readLine(process.stdin), "standard input");
}

function firstLine(text: string, from: string): string {
  const line = text.split("\n")[0]?.replace(/\r$/, "") ?? "";
  if (line === "") throw new ArgosError("usage", `there is no password in the first line of ${from}`);
  return line;
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new ArgosError("usage", `cannot read ${path}: ${messageOf(cause)}`, { cause });
  }
}

async function readLine(input: AsyncIterable<unknown>): Promise<string> {
  let text = "";
  for await (const chunk of input) {
    text += String(chunk);
    if (text.includes("\n") || text.length > lineBytesMax) break;
  }
  return text;
}

/** Asks at the terminal; what is typed is not shown. */
async function ask(prompt: string): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
  process.stderr.write(prompt);
  try {
    return await new Promise((resolve, reject) => {
      lines.once("line", resolve);
      lines.once("close", () => reject(new ArgosError("refused", "no password was given")));
    });
  } finally {
    lines.close();
    process.stderr.write("\n");
  }
}
