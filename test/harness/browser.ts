import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import manifest from "../../node_modules/@sparticuz/chromium/package.json" with { type: "json" };

/** How to start a browser: the program, and what it needs to find what came with it. */
interface Program {
  readonly path: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Programs that an installed Chromium is known by, for machines that the package has none for. */
const installedNames = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/**
 * Starts Chromium without a window; dispose it at the end. It comes from the npm registry with the libraries and the font
 * it needs, so that a machine needs nothing but Bun. It resolves no name: whatever a page asks of others fails. Throws when
 * there is none to start.
 */
export async function startBrowser(): Promise<Browser & AsyncDisposable> {
  const { path, env } = findProgram();
  return await chromium.launch({
    executablePath: path,
    env: { ...process.env, ...env },
    // A sandbox needs rights that containers and root do not have; the pages are ours, and they come from loopback.
    chromiumSandbox: false,
    args: ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--disable-gpu", "--font-render-hinting=none"],
    timeout: 30_000,
  });
}

function findProgram(): Program {
  if (process.platform === "linux" && process.arch === "x64") return unpackedProgram();
  const path = installedNames.map((name) => Bun.which(name)).find((found) => found !== null);
  if (path == null)
    throw new Error(`no Chromium for ${process.platform} ${process.arch}: install one of ${installedNames}`);
  return { path, env: {} };
}

/** Unpacking takes 1.5 s and 230 MB, so it is kept for the next run, for this user alone. */
function unpackedProgram(): Program {
  const folder = join(tmpdir(), `argos-chromium-${manifest.version}-${process.geteuid?.() ?? 0}`);
  if (!existsSync(folder)) unpackTo(folder);
  if (statSync(folder).uid !== (process.geteuid?.() ?? 0)) throw new Error(`${folder} belongs to another user`);
  return {
    path: join(folder, "chromium"),
    env: { LD_LIBRARY_PATH: join(folder, "al2023/lib"), FONTCONFIG_FILE: join(folder, "fonts.conf") },
  };
}

/** Two runs that begin at once both unpack, and the first to rename wins. */
function unpackTo(folder: string): void {
  const staging = mkdtempSync(`${folder}-`);
  const { exitCode, stderr } = Bun.spawnSync([process.execPath, join(import.meta.dir, "unpack-browser.ts")], {
    env: { ...process.env, TMPDIR: staging },
  });
  if (exitCode !== 0) throw new Error(`the browser could not be unpacked: ${stderr}`);
  mkdirSync(join(staging, "font-cache"));
  writeFileSync(join(staging, "fonts.conf"), fontConfig(folder));
  try {
    renameSync(staging, folder);
  } catch (thrown) {
    rmSync(staging, { recursive: true, force: true });
    if (!existsSync(folder)) throw thrown;
  }
}

/** The configuration of the package names folders of the cloud it was made for. */
function fontConfig(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${folder}/fonts</dir>
  <cachedir>${folder}/font-cache</cachedir>
</fontconfig>
`;
}
