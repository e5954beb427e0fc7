import type { Config, DatabaseSettings } from "./config.ts";
import { type Chain, FileLoader } from "./include-files.ts";
import type { Kind } from "./kinds/kind.ts";
import { type Problem, sortProblems } from "./problem.ts";
import type { ConfigSources } from "./sources.ts";
import { translateNotifications } from "./translate/notifications.ts";
import { translateSiteMetrics, translateStatusPages } from "./translate/published.ts";
import { translateSettings } from "./translate/settings.ts";
import { canariesOf, type Inherited, translateSites } from "./translate/sites.ts";
import type { ContactWords } from "./words/contact-words.ts";
import { type IncludedWords, includedFile, type MainWords, mainFile } from "./words/file-words.ts";
import type { RouteWords } from "./words/route-words.ts";
import type { SilenceWords } from "./words/silence-words.ts";
import type { StatusPageWords } from "./words/status-page-words.ts";
import type { ProfileWords, WebsiteWords } from "./words/website-words.ts";
import type { Node } from "./yaml/node.ts";
import type { Place } from "./yaml/source-file.ts";
import { isTimeZone } from "./zoned-time.ts";

/** A configuration, or everything that is wrong with it. Warnings are things that work, but hardly as meant. */
export type LoadedConfig =
  | { readonly kind: "loaded"; readonly config: Config; readonly warnings: readonly Problem[] }
  | {
      readonly kind: "invalid";
      readonly problems: readonly Problem[];
      readonly warnings: readonly Problem[];
      /** Where others can be told of the problems; undefined where that is not understood either. */
      readonly database: DatabaseSettings | undefined;
    };

/** Reads and validates the file at `path` and all it includes. Needs no database and no network, and throws nothing. */
export function loadConfig(path: string, sources: ConfigSources): LoadedConfig {
  const loader = new FileLoader(sources);
  const config = loadMain(path, loader, sources);
  const warnings = sortProblems(loader.warnings, loader.files);
  if (config !== undefined && loader.problems.length === 0) return { kind: "loaded", config, warnings };
  const problems = sortProblems(loader.problems, loader.files);
  return { kind: "invalid", problems, warnings, database: config?.database };
}

/** What may stand in any of the files, together. */
interface Gathered {
  readonly websites: WebsiteWords[];
  readonly profiles: Map<string, ProfileWords>;
  readonly contacts: Map<string, ContactWords>;
  readonly routes: RouteWords[];
  readonly silences: SilenceWords[];
  readonly statusPages: Map<string, StatusPageWords>;
}

function nothingGathered(): Gathered {
  return {
    websites: [],
    profiles: new Map(),
    contacts: new Map(),
    routes: [],
    silences: [],
    statusPages: new Map(),
  };
}

function loadMain(path: string, loader: FileLoader, sources: ConfigSources): Config | undefined {
  const file = loader.load(path, { chain: undefined, place: undefined });
  const words = file && parseRoot(mainFile, file.root, loader);
  if (file === undefined || words === undefined) return undefined;
  const gathered = nothingGathered();
  gather(words, { chain: file.chain, loader, gathered });
  const settings = translateSettings(words, loader);
  const { sites, telling } = translateSites(gathered.websites, inheritedOf(words, gathered), loader);
  const timeZone = words.general.time_zone ?? systemTimeZone(sources);
  const notifications = translateNotifications({ ...words, ...gathered, sites, telling, timeZone }, loader);
  if (!words.place.entries.some(({ key }) => key === "websites" || key === "include")) {
    loader.problem(words.place, '"websites" is missing here');
  } else if (sites.length === 0 && loader.problems.length === 0)
    loader.warning(words.place, "there is no website to watch");
  const statusPages = translateStatusPages(gathered.statusPages, loader);
  const siteMetrics = translateSiteMetrics(words.metrics, loader);
  const variables = [...loader.variables].map(([name, value]) => ({ name, value }));
  const probe = { ...settings.probe, canaries: canariesOf(sites) };
  return { ...settings, probe, notifications, statusPages, siteMetrics, sites, files: loader.files, variables };
}

function parseRoot<T>(kind: Kind<T>, root: Node, loader: FileLoader): T | undefined {
  if (root.kind === "scalar" && root.value === null) {
    loader.problem({ file: root.file, at: 0 }, "this file is empty");
    return undefined;
  }
  return kind.parse(root, loader);
}

/** Adds what a file says of websites and who is told of them, and then what the files it includes say. */
function gather(
  words: IncludedWords | MainWords,
  at: { readonly chain: Chain; readonly loader: FileLoader; readonly gathered: Gathered },
): void {
  const { chain, loader, gathered } = at;
  for (const one of words.websites ?? []) gathered.websites.push(one);
  for (const one of words.routes ?? []) gathered.routes.push(one);
  for (const one of words.silences ?? []) gathered.silences.push(one);
  addNamed(words.profiles, gathered.profiles, { loader, noun: "profile" });
  addNamed(words.contacts, gathered.contacts, { loader, noun: "contact" });
  addNamed(words.status_pages, gathered.statusPages, { loader, noun: "status page" });
  for (const { value, place } of words.include ?? []) {
    for (const file of loader.loadAll(value, { chain, place })) {
      const included = parseRoot(includedFile, file.root, loader);
      if (included !== undefined) gather(included, { chain: file.chain, loader, gathered });
    }
  }
}

/** The first file that gives a name its meaning keeps it. */
function addNamed<T extends { readonly place: Place }>(
  added: Readonly<Record<string, T>> | undefined,
  known: Map<string, T>,
  { loader, noun }: { readonly loader: FileLoader; readonly noun: string },
): void {
  for (const [name, one] of Object.entries(added ?? {})) {
    if (known.has(name)) loader.problem(one.place, `a ${noun} ${JSON.stringify(name)} stands elsewhere too`);
    else known.set(name, one);
  }
}

/** That of the variable TZ, or else of the machine. */
function systemTimeZone({ environment }: ConfigSources): string {
  const named = environment.TZ ?? "";
  return isTimeZone(named) ? named : Intl.DateTimeFormat().resolvedOptions().timeZone;
}

function inheritedOf(words: MainWords, gathered: Gathered): Inherited {
  return {
    general: words.general,
    thresholds: words.ssl.thresholds,
    profiles: Object.fromEntries(gathered.profiles),
  };
}
