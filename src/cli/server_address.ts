import { usageError } from "../base/errors.ts";
import type { SettingName, SettingValues } from "../settings/declarations.ts";
import { loadSomeSettings } from "../settings/settings.ts";
import type { Flag } from "./arguments.ts";
import { toBaseUrl } from "./base_url.ts";
import type { CommandInput } from "./command.ts";
import { textOf } from "./flag_values.ts";

/** The flag that names a running BotMux. */
export const urlFlag: Flag = {
  name: "url",
  placeholder: "URL",
  description: "Address of BotMux (default: from its settings)",
};

/** Settings that say where BotMux listens on this machine. */
export const addressSettings: readonly SettingName[] = ["listen", "tlsCertFile", "configFile"];

/** Where a BotMux answers. */
export interface ServerAddress {
  /** Without a slash at the end. */
  readonly url: string;
  /** Whether its certificate is checked: not on this machine, where it has another name. */
  readonly checksCertificate: boolean;
}

/**
 * The address that the flags name, else the one in the settings.
 *
 * @throws {UsageError} when it cannot be used, or not be told.
 */
export function findServerAddress({ flags, host: { env, cwd } }: CommandInput): ServerAddress {
  const given = textOf(flags, "url");
  if (given !== undefined) {
    const url = URL.parse(given);
    if (url === null || !/^https?:$/.test(url.protocol)) throw usageError("server_url_invalid");
    return { url: url.href.replace(/[?#].*$/, "").replace(/\/+$/, ""), checksCertificate: true };
  }
  const { listen, tlsCertFile } = loadSomeSettings({ flags, env, cwd }, ["listen", "tlsCertFile"]);
  if (listen.port === 0) throw usageError("server_port_unknown");
  return serverOf({ listen, tlsCertFile });
}

/** Where the BotMux with these settings answers on this machine. */
export function serverOf(
  { listen, tlsCertFile }: Pick<SettingValues, "listen" | "tlsCertFile">,
): ServerAddress {
  const url = toBaseUrl(listen, tlsCertFile !== undefined).replace(/\/tgapi$/, "");
  return { url, checksCertificate: false };
}
