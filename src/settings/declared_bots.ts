import { UsageError } from "../base/errors.ts";
import type { ConsumerFilter } from "../registry/model.ts";
import type { DeclaredBot, DeclaredConsumer } from "../registry/declared.ts";
import { readToken } from "../telegram/token.ts";
import { parseChatId, parsePositiveId, parseStartingPoint, parseUpdateKind } from "./consumer_values.ts";
import { declarations } from "./declarations.ts";
import { type JsonPath, toPathText } from "./file_fault.ts";
import type { BotInFile, ConsumerInFile } from "./file_schema.ts";
import { parseByteSize, parseDurationMs } from "./quantities.ts";
import { ValueError } from "./value_kind.ts";

/**
 * The bots of a file.
 *
 * @param label name of the file, for errors
 * @throws {UsageError} when a value cannot be used, or a bot or a consumer stands there twice.
 */
export function toDeclaredBots(bots: readonly BotInFile[], label: string): DeclaredBot[] {
  const seen = new Map<number, number>();
  return bots.map((bot, index) => {
    const declared = toDeclaredBot(bot, label, ["bots", index]);
    const first = seen.get(declared.id);
    if (first !== undefined) {
      throw new UsageError(
        `Cannot use ${label}: bots[${index}] is the same bot as bots[${first}]; keep one of them`,
      );
    }
    seen.set(declared.id, index);
    return declared;
  });
}

/**
 * Puts bots given by their tokens alone to those of the file. The same bot may stand in both with the same token.
 *
 * @param door the flag or variable that gave the tokens, for errors
 * @throws {UsageError} when a bot is given twice, or with different tokens.
 */
export function addTokens(
  bots: readonly DeclaredBot[],
  tokens: readonly string[],
  door: string,
): DeclaredBot[] {
  const inFile = new Map(bots.map((bot) => [bot.id, bot]));
  const seen = new Set<number>();
  const added: DeclaredBot[] = [];
  for (const token of tokens) {
    const id = requireBotId(token);
    if (seen.has(id)) throw new UsageError(`Cannot use ${door}: bot ${id} is given twice; give it once`);
    seen.add(id);
    const known = inFile.get(id);
    if (known === undefined) added.push({ id, token, consumers: [] });
    else if (known.token !== token) {
      throw new UsageError(
        `Cannot use ${door}: bot ${id} has another token in the settings file; keep one of them`,
      );
    }
  }
  return [...bots, ...added];
}

function toDeclaredBot(bot: BotInFile, label: string, path: JsonPath): DeclaredBot {
  const token = read(
    label,
    [...path, "token"],
    () => declarations.tokens.kind.parse(bot.token, "") ?? "",
  );
  const { retention, journalSize, ingress } = bot;
  return {
    id: requireBotId(token),
    token,
    ...(retention === undefined ? {} : {
      retentionMs: read(label, [...path, "retention"], () => parseDurationMs(retention)),
    }),
    ...(journalSize === undefined ? {} : {
      maxJournalBytes: read(label, [...path, "journalSize"], () => parseByteSize(journalSize)),
    }),
    ...(ingress === undefined ? {} : { ingress }),
    consumers: toDeclaredConsumers(bot.consumers ?? [], label, [...path, "consumers"]),
  };
}

function toDeclaredConsumers(
  consumers: readonly ConsumerInFile[],
  label: string,
  path: JsonPath,
): DeclaredConsumer[] {
  const names = new Set<string>();
  return consumers.map((consumer, index) => {
    const here = [...path, index];
    if (names.has(consumer.name)) {
      throw new UsageError(
        `Cannot use ${label}: ${toPathText(here)} is the second one called ${consumer.name}; rename one`,
      );
    }
    names.add(consumer.name);
    const { name, mode, sharing, start } = consumer;
    return {
      name,
      ...(mode === undefined ? {} : { mode }),
      ...(sharing === undefined ? {} : { sharing }),
      ...(start === undefined
        ? {}
        : { start: read(label, [...here, "start"], () => parseStartingPoint(start)) }),
      filter: toFilter(consumer, label, here),
    };
  });
}

function toFilter(consumer: ConsumerInFile, label: string, path: JsonPath): ConsumerFilter {
  const readAll = <V, T>(key: string, values: readonly V[], parse: (value: V) => T): T[] =>
    values.map((value, index) => read(label, [...path, key, index], () => parse(value)));
  const { updates, chats, topics, users } = consumer;
  return {
    ...(updates === undefined ? {} : { updates: readAll("updates", updates, parseUpdateKind) }),
    ...(chats === undefined ? {} : { chats: readAll("chats", chats, parseChatId) }),
    ...(topics === undefined ? {} : { topics: readAll("topics", topics, parsePositiveId) }),
    ...(users === undefined ? {} : { users: readAll("users", users, parsePositiveId) }),
  };
}

/** Runs `parse`, and says where in the file the value stands when it cannot be used. */
function read<T>(label: string, path: JsonPath, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    throw new UsageError(`Cannot use ${label}: ${toPathText(path)} must be ${error.message}`);
  }
}

/** The id in a token whose shape has been checked. */
function requireBotId(token: string): number {
  const found = readToken(token);
  if (typeof found === "string") throw new TypeError("Cannot read the bot id: the token was not checked");
  return found.botId;
}
