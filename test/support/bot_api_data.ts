import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

/** Something that has a name and types. */
export interface BotApiField {
  readonly name: string;
  readonly types: readonly string[];
  readonly required?: boolean;
}

/** A description of the Bot API, as far as tests look at it. */
export interface BotApiData {
  readonly methods: Readonly<
    Record<string, { readonly fields?: readonly BotApiField[]; readonly returns: readonly string[] }>
  >;
  readonly types: Readonly<
    Record<string, { readonly fields?: readonly BotApiField[]; readonly subtypes?: readonly string[] }>
  >;
}

const path = process.env.BOT_API_JSON ??
  join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..", "shared", "bot-api", "api.min.json");

/** The Bot API as data; `undefined` where that file is not there. `BOT_API_JSON` may say where it is. */
export function readBotApi(): BotApiData | undefined {
  // The file is the tests' own material, in the form its makers give it.
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) as BotApiData : undefined;
}

/** Why a test that needs the data is skipped, or `false`. */
export const withoutBotApi: string | false = existsSync(path)
  ? false
  : "The Bot API as data is not here; BOT_API_JSON says where it is";
