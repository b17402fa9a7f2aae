import type { Fault } from "../faults/fault.ts";
import type { Accounts } from "../account/accounts.ts";
import type { Clock } from "../base/clock.ts";
import type { Registry } from "../registry/registry.ts";
import type { SettingValues } from "../settings/declarations.ts";
import type { Settings } from "../settings/settings.ts";
import type { DataFolder } from "./data_folder.ts";
import type { DoctorHost } from "./doctor/doctor_host.ts";

/** A registry that is open; several processes may have the same one open. */
export interface OpenRegistry {
  readonly registry: Registry;
  close(): void;
}

/** Accounts that are open; a running BotMux may have the same ones open. */
export interface OpenAccounts {
  readonly accounts: Accounts;
  close(): void;
}

/** Which data folder is meant, and how its BotMux talks to upstream. */
export type FolderSettings =
  & DataFolder
  & Pick<SettingValues, "upstreamUrl" | "upstreamProxyUrl" | "noProxy">;

/** Outcome of removing a bot. `held`: a BotMux runs on the data folder, and removes it itself. */
export type RemovalOutcome =
  | { readonly outcome: "gone" | "held" }
  | { readonly outcome: "waiting"; readonly cause: Fault | undefined };

/** What is sent over HTTP. */
interface HostRequest {
  /** Default: GET. */
  readonly method?: "GET" | "POST" | "DELETE";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** Whether a certificate is checked. */
  readonly checksCertificate: boolean;
  readonly signal: AbortSignal;
}

/** What comes back; its body is read once. */
export interface HostResponse {
  readonly status: number;
  /** Empty where there is none. */
  readonly contentType: string;
  readonly body: AsyncIterable<Uint8Array>;
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
  /** Asks for a line that is not shown while it is typed; absent when nobody sits at a terminal. */
  readonly askHidden?: ((question: string) => Promise<string>) | undefined;
  /** The account of the operating system that the process runs under. */
  readonly userName: string;
  /** Writes one line of the answer. */
  stdout(line: string): void;
  /** Writes bytes of the answer, no faster than they are read; false once nobody reads them any more. */
  write(bytes: Uint8Array): Promise<boolean>;
  /** Replaces what it wrote before; absent when nobody sits at a terminal. */
  progress?: ((text: string) => void) | undefined;
  /** Writes one line of complaint. */
  stderr(line: string): void;
  /**
   * Opens the registry of a data folder, creating it if needed.
   *
   * @throws {OperationalError} when the folder cannot be used.
   */
  openRegistry(folder: DataFolder): Promise<OpenRegistry>;
  /** The same with its accounts. */
  openAccounts(folder: DataFolder): Promise<OpenAccounts>;
  /**
   * Encrypts the secrets of a data folder with the first of its keys, whether or not a BotMux runs on it; gives how many
   * rows were changed.
   *
   * @throws {OperationalError} when the folder or a key cannot be used.
   */
  rotateSecrets(folder: DataFolder): Promise<number>;
  /**
   * Takes the databases of a data folder as they are, whatever is missing or was replaced.
   *
   * @throws {OperationalError} when a BotMux runs on the folder, or a database cannot be used.
   */
  acceptData(dataDir: string): void;
  readonly clock: Clock;
  /**
   * Sends a request over HTTP.
   *
   * @throws {Error} when no response comes, or the reason of `signal`, as reading the body does too.
   */
  request(url: string, options: HostRequest): Promise<HostResponse>;
  /** Calls `callback` when the process is asked to stop, which does not end it then; the returned function takes it back. */
  onStop(callback: () => void): () => void;
  /**
   * Where no BotMux runs: sets the webhook again that a bot under removal had before, and removes the bot. Goes on trying
   * until `signal` aborts.
   *
   * @throws {OperationalError} when the folder cannot be used.
   */
  removeBot(settings: FolderSettings, botId: number, signal: AbortSignal): Promise<RemovalOutcome>;
  /** Prepares looking at the system. */
  openDoctor(): Promise<DoctorHost>;
  /** Runs the server until it is told to stop; gives the exit code. */
  start(settings: Settings): Promise<number>;
}
