import type { Fault } from "../../faults/fault.ts";
import type { Bot } from "../../registry/entities/bot.ts";
import type { SettingValues } from "../../settings/declarations.ts";
import type { DataFolder } from "../data_folder.ts";
import type { ListenAddress } from "../../settings/listen_address.ts";

/** Who uses a data folder. `unknown`: the system does not tell. */
export type FolderHolder = "nobody" | "unknown" | { readonly pid: number };

/** A database of a data folder as it was found. */
export interface InspectedDatabase {
  readonly file: string;
  /** `in_use` and `large` ones were not looked through. */
  readonly state: "sound" | "in_use" | "large" | { readonly damage: string };
}

/** A data folder that was looked at, and not changed. */
export interface InspectedData {
  readonly holder: FolderHolder;
  /** Those that are there. */
  readonly databases: readonly InspectedDatabase[];
  /** Databases that the folder had and that are missing or empty. */
  readonly missing: readonly Fault[];
  /** Its bots; what was thrown when they cannot be read. */
  readonly bots: readonly Bot[] | { readonly error: unknown };
  /** How its secrets are kept; `undefined` when that cannot be read. */
  readonly secrets?: InspectedSecrets | undefined;
}

/** How secrets in a data folder are kept. */
export interface InspectedSecrets {
  readonly isEncrypted: boolean;
  /** Whether nothing in botmux.db is left of what was there in the clear. */
  readonly isClean: boolean;
  /** Whether some are encrypted with another key than the first one given. */
  readonly hasOlderKeys: boolean;
  /** Backups from before they were encrypted, the newest first. */
  readonly backupsInClear: readonly string[];
}

/** Upstream's answer to a request that names no bot. */
interface UpstreamGreeting {
  readonly status: number;
  /** The `Date` header; empty where there is none. */
  readonly date: string;
}

/** What upstream says of a bot. */
interface BotAtUpstream {
  /** URL of a webhook that is not BotMux's; `undefined` when there is none. */
  readonly foreignWebhookUrl: string | undefined;
}

/** Upstream, for questions that change nothing; through the proxy of the settings. */
export interface UpstreamLook {
  readonly host: string;
  /** `undefined` when it is reached directly. */
  readonly proxyHost: string | undefined;
  /** @throws {Error} when no answer comes, or the reason of `signal`. */
  greet(signal: AbortSignal): Promise<UpstreamGreeting>;
  /**
   * Calls getMe and getWebhookInfo.
   *
   * @throws {TelegramError} when upstream refuses.
   * @throws {Error} when no answer comes, or the reason of `signal`.
   */
  lookUp(token: string, signal: AbortSignal): Promise<BotAtUpstream>;
  close(): void;
}

/** What `botmux doctor` needs of the system. Nothing here changes anything that lasts. */
export interface DoctorHost {
  inspectData(folder: DataFolder, signal: AbortSignal): Promise<InspectedData>;
  /** Bytes that this user may still write to the file system of a folder. */
  freeBytes(folder: string): Promise<number>;
  /** Soft limit of open files of a process, this one unless named; `undefined` when the system does not tell. */
  maxOpenFiles(pid?: number): number | undefined;
  /** Listens for a moment; gives why that is not possible. */
  tryListen(address: ListenAddress): Promise<Fault | undefined>;
  openUpstream(
    settings: Pick<SettingValues, "upstreamUrl" | "upstreamProxyUrl" | "noProxy">,
  ): UpstreamLook;
}
