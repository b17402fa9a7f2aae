import type { Registry } from "../registry/registry.ts";
import type { Settings } from "../settings/settings.ts";

/** A registry that is open; several processes may have the same one open. */
export interface OpenRegistry {
  readonly registry: Registry;
  close(): void;
}

/** What the command line needs of the process it runs in. */
export interface CliHost {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Working folder. */
  readonly cwd: string;
  /** BotMux's own version. */
  readonly version: string;
  /** What is typed or piped into the process. */
  readonly stdin: AsyncIterable<Uint8Array | string>;
  /** Writes one line of the answer. */
  stdout(line: string): void;
  /** Writes one line of complaint. */
  stderr(line: string): void;
  /**
   * Opens the registry of a data folder, creating it if needed.
   *
   * @throws {OperationalError} when the folder cannot be used.
   */
  openRegistry(dataDir: string): Promise<OpenRegistry>;
  /** Runs the server until it is told to stop; gives the exit code. */
  start(settings: Settings): Promise<number>;
}
