import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { usageError } from "../base/errors.ts";
import { maskSecrets } from "../base/secrets.ts";
import type { DeclaredBot } from "../registry/declared.ts";
import type { DeclaredRules } from "../routing/declared_routes.ts";
import { checkPublicUrl } from "../registry/rules.ts";
import { addTokens, toDeclaredBots, toDeclaredRoutes } from "./declared_bots.ts";
import {
  declarations,
  declaredSettings,
  type SettingDeclaration,
  type SettingName,
  type SettingValues,
} from "./declarations.ts";
import type { SettingsFile } from "./file_schema.ts";
import { readSettingsFile } from "./settings_file.ts";
import { type RawValue, ValueError } from "../base/value_kind.ts";

/** Everything that BotMux can be told from outside, checked. */
export interface Settings extends Omit<SettingValues, "tokens"> {
  /** From the flag, the variable and the file together. */
  readonly bots: readonly DeclaredBot[];
  /** Rules of the file. */
  readonly routes: readonly DeclaredRules[];
  /** About deprecated names in the file. */
  readonly warnings: readonly string[];
}

/** Where settings come from. */
interface SettingsSources {
  /** Values of flags by the flag's name, as they were written. */
  readonly flags: ReadonlyMap<string, readonly string[]>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Working folder; paths of flags and variables are relative to it, those of the file to the file's. */
  readonly cwd: string;
}

/** Name of the file that is read, when it exists, without being named. */
const defaultFileName = "botmux.json";

/** A value that was found, and where. */
interface Found {
  readonly values: readonly RawValue[];
  /** For errors: the flag, the variable, or the file with its key. */
  readonly door: string;
  readonly baseDir: string;
}

/** Finds what was given for a setting. */
type Lookup = (declaration: SettingDeclaration<unknown>) => Found | undefined;

/**
 * Reads all settings: a flag goes before a variable, that before the file, and that before the default.
 *
 * @throws {UsageError} when something cannot be used; the message says where it was given and what it must be.
 */
export function loadSettings(sources: SettingsSources): Settings {
  const configFile = findSettingsFile(sources);
  const read = configFile === undefined ? undefined : readSettingsFile(configFile, sources.env);
  const file = read?.file;
  const lookup = createLookup(sources, configFile, file);
  const values: Partial<Record<SettingName, unknown>> = {};
  for (const [name] of declaredSettings) values[name] = readSetting(name, lookup, sources.cwd);
  const { tokens, ...simple } = values as SettingValues; // Each was read by the declaration of that name.
  if ((simple.tlsCertFile === undefined) !== (simple.tlsKeyFile === undefined)) {
    throw usageError("tls_incomplete");
  }
  if ((simple.llmUrl === undefined) !== (simple.llmModel === undefined)) {
    throw usageError("llm_incomplete");
  }
  const inFile = toDeclaredBots(file?.bots ?? [], configFile ?? "");
  checkScheme(simple);
  checkPublicUrl(inFile, simple.publicUrl);
  return {
    ...simple,
    configFile,
    bots: addTokens(inFile, tokens, lookup(declarations.tokens)?.door ?? "").map((bot) => ({
      ...givenForAll(lookup, sources.cwd),
      ...bot,
    })),
    routes: toDeclaredRoutes(file?.bots ?? [], configFile ?? ""),
    warnings: read?.warnings ?? [],
  };
}

/**
 * Reads some settings only; nothing else needs to be right, and no variable that the rest of the file names needs to
 * be set.
 *
 * @throws {UsageError} when one of them cannot be used.
 */
export function loadSomeSettings<K extends Exclude<SettingName, "tokens" | "configFile">>(
  sources: SettingsSources,
  names: readonly K[],
): Pick<SettingValues, K> {
  const keys = new Set(names.map((name) => declarationOf(name).fileKey ?? ""));
  const configFile = findSettingsFile(sources);
  const file = configFile === undefined ? undefined : readSettingsFile(configFile, sources.env, keys).file;
  const lookup = createLookup(sources, configFile, file);
  const values = names.map((name) => [name, readSetting(name, lookup, sources.cwd)] as const);
  return Object.fromEntries(values) as Pick<SettingValues, K>; // Each was read by the declaration of that name.
}

function declarationOf(name: SettingName): SettingDeclaration<unknown> {
  return declarations[name];
}

/** @throws {UsageError} when the public URL is one that Telegram would refuse. */
function checkScheme(
  { publicUrl, upstreamUrl }: Pick<SettingValues, "publicUrl" | "upstreamUrl">,
): void {
  if (publicUrl?.startsWith("http:") && upstreamUrl === declarations.upstreamUrl.fallback) {
    throw usageError("public_url_insecure");
  }
}

/** The file of settings, named or usual; `undefined` when there is none. */
function findSettingsFile(sources: SettingsSources): string | undefined {
  const { configFile } = declarations;
  const named = createLookup(sources, undefined, undefined)(configFile);
  if (named !== undefined) return readOne(configFile, named, sources.cwd);
  const path = join(sources.cwd, defaultFileName);
  return existsSync(path) ? path : undefined;
}

function readSetting(name: SettingName, lookup: Lookup, cwd: string): unknown {
  const declaration = declarationOf(name);
  if (declaration.isList) return readList(declaration, lookup(declaration));
  const value = readOne(declaration, lookup(declaration), cwd);
  return name === "upstreamProxyUrl" && isForOthers(lookup, cwd) ? undefined : value;
}

/** `HTTPS_PROXY` is, by its name, not meant for a server that is reached by plain HTTP. */
function isForOthers(lookup: Lookup, cwd: string): boolean {
  const { upstreamUrl, upstreamProxyUrl: { systemEnv = [] } } = declarations;
  const proxy = lookup(declarations.upstreamProxyUrl);
  if (proxy === undefined || !systemEnv.includes(proxy.door)) return false;
  return readOne(upstreamUrl, lookup(upstreamUrl), cwd)?.startsWith("http:") === true;
}

/** What was said for all bots that say nothing of their own. A default that nobody gave changes no bot that is there. */
function givenForAll(lookup: Lookup, cwd: string): Pick<DeclaredBot, "retentionMs" | "maxJournalBytes"> {
  const given = <T>(declaration: SettingDeclaration<T>) => {
    const found = lookup(declaration);
    return found && readOne(declaration, found, cwd);
  };
  const retentionMs = given(declarations.retentionMs);
  const maxJournalBytes = given(declarations.maxJournalBytes);
  return {
    ...(retentionMs === undefined ? {} : { retentionMs }),
    ...(maxJournalBytes === undefined ? {} : { maxJournalBytes }),
  };
}

function createLookup(
  sources: SettingsSources,
  path: string | undefined,
  file: SettingsFile | undefined,
): Lookup {
  return (declaration) => {
    const { flag, env, systemEnv, fileKey, isList } = declaration;
    const given = flag === undefined ? undefined : sources.flags.get(flag);
    if (given !== undefined) return { values: given, door: `--${flag}`, baseDir: sources.cwd };
    const value = fileKey === undefined ? undefined : file?.[fileKey];
    const inFile = value === undefined || path === undefined ? undefined : {
      values: Array.isArray(value) ? value : [value],
      door: `${path}: ${fileKey}`,
      baseDir: dirname(path),
    };
    return findVariable(sources, env, isList) ?? inFile ?? findVariable(sources, systemEnv ?? []);
  };
}

/** The first of `variables` that is set; an empty one counts as not set. */
function findVariable(
  sources: SettingsSources,
  variables: readonly string[],
  isList = false,
): Found | undefined {
  for (const variable of variables) {
    const text = sources.env[variable]?.trim();
    if (!text) continue;
    const values = isList ? text.split(",").map((part) => part.trim()).filter(Boolean) : [text];
    return { values, door: variable, baseDir: sources.cwd };
  }
  return undefined;
}

function readList<T>(declaration: SettingDeclaration<T>, found: Found | undefined): readonly T[] {
  return found?.values.map((value) => parse(declaration, value, found)) ?? [];
}

function readOne<T>(
  declaration: SettingDeclaration<T>,
  found: Found | undefined,
  cwd: string,
): T | undefined {
  const { kind, fallback } = declaration;
  const value = found?.values.at(-1);
  if (found !== undefined && value !== undefined) return parse(declaration, value, found);
  return fallback === undefined ? undefined : kind.parse(fallback, cwd);
}

function parse<T>(declaration: SettingDeclaration<T>, value: RawValue, { door, baseDir }: Found): T {
  try {
    return declaration.kind.parse(value, baseDir);
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    // A value of the file may have come from the environment: it is not repeated either.
    const isSecret = declaration.isSecret || door.includes(": ");
    const expected = error.message;
    if (isSecret) throw usageError("setting_secret_invalid", { place: door, expected });
    const shown = JSON.stringify(maskSecrets(String(value).slice(0, 100))).slice(1, -1);
    throw usageError("setting_invalid", { place: door, value: shown, expected });
  }
}
