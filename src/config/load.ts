import type { Config } from "./config.ts";
import { type Chain, FileLoader } from "./include-files.ts";
import type { Kind } from "./kinds/kind.ts";
import { type Problem, sortProblems } from "./problem.ts";
import type { ConfigSources } from "./sources.ts";
import { translateSettings } from "./translate/settings.ts";
import { type Inherited, translateSites } from "./translate/sites.ts";
import { type IncludedWords, includedFile, type MainWords, mainFile } from "./words/file-words.ts";
import type { ProfileWords, WebsiteWords } from "./words/website-words.ts";
import type { Node } from "./yaml/node.ts";

/** A configuration, or everything that is wrong with it. Warnings are things that work, but hardly as meant. */
export type LoadedConfig =
  | { readonly kind: "loaded"; readonly config: Config; readonly warnings: readonly Problem[] }
  | { readonly kind: "invalid"; readonly problems: readonly Problem[]; readonly warnings: readonly Problem[] };

/** Reads and validates the file at `path` and all it includes. Needs no database and no network, and throws nothing. */
export function loadConfig(path: string, sources: ConfigSources): LoadedConfig {
  const loader = new FileLoader(sources);
  const config = loadMain(path, loader);
  const warnings = sortProblems(loader.warnings, loader.files);
  if (config !== undefined && loader.problems.length === 0) return { kind: "loaded", config, warnings };
  return { kind: "invalid", problems: sortProblems(loader.problems, loader.files), warnings };
}

/** What the websites and profiles of all files come to. */
interface Gathered {
  readonly websites: WebsiteWords[];
  readonly profiles: Map<string, ProfileWords>;
}

function loadMain(path: string, loader: FileLoader): Config | undefined {
  const file = loader.load(path, { chain: undefined, place: undefined });
  const words = file && parseRoot(mainFile, file.root, loader);
  if (file === undefined || words === undefined) return undefined;
  const gathered: Gathered = { websites: [], profiles: new Map() };
  gather(words, { chain: file.chain, loader, gathered });
  const settings = translateSettings(words, loader);
  const sites = translateSites(gathered.websites, inheritedOf(words, gathered), loader);
  if (!words.place.entries.some(({ key }) => key === "websites" || key === "include")) {
    loader.problem(words.place, '"websites" is missing here');
  } else if (sites.length === 0 && loader.problems.length === 0)
    loader.warning(words.place, "there is no website to watch");
  const variables = [...loader.variables].map(([name, value]) => ({ name, value }));
  return { ...settings, sites, files: loader.files, variables };
}

function parseRoot<T>(kind: Kind<T>, root: Node, loader: FileLoader): T | undefined {
  if (root.kind === "scalar" && root.value === null) {
    loader.problem({ file: root.file, at: 0 }, "this file is empty");
    return undefined;
  }
  return kind.parse(root, loader);
}

/** Adds what a file says of websites and profiles, and then what the files it includes say. */
function gather(
  words: IncludedWords | MainWords,
  at: { readonly chain: Chain; readonly loader: FileLoader; readonly gathered: Gathered },
): void {
  const { chain, loader, gathered } = at;
  for (const one of words.websites ?? []) gathered.websites.push(one);
  for (const [name, profile] of Object.entries(words.profiles ?? {})) {
    if (gathered.profiles.has(name))
      loader.problem(profile.place, `a profile ${JSON.stringify(name)} stands elsewhere too`);
    else gathered.profiles.set(name, profile);
  }
  for (const { value, place } of words.include ?? []) {
    for (const file of loader.loadAll(value, { chain, place })) {
      const included = parseRoot(includedFile, file.root, loader);
      if (included !== undefined) gather(included, { chain: file.chain, loader, gathered });
    }
  }
}

function inheritedOf(words: MainWords, gathered: Gathered): Inherited {
  return {
    general: words.general,
    thresholds: words.ssl.thresholds,
    profiles: Object.fromEntries(gathered.profiles),
  };
}
