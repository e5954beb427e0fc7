/** What the configuration is made of beside its text: files and environment, as a dependency. Paths are absolute or from the working directory. */
export interface ConfigSources {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly files: ConfigFiles;
}

/** What is known of a file without reading it. */
export interface FileFacts {
  readonly bytes: number;
  /** Whether every user of the machine may read it. */
  readonly isWorldReadable: boolean;
}

/** Reads files. Methods give undefined for what is not a readable file. */
export interface ConfigFiles {
  facts(path: string): FileFacts | undefined;
  read(path: string): Uint8Array | undefined;
  /** One name for one file, whatever links lead to it. */
  canonical(path: string): string;
  /** Files whose path from `folder` matches a glob, in order, as paths from `folder`. */
  match(glob: string, folder: string): readonly string[];
}
