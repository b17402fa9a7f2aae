import { usageError } from "../base/errors.ts";
import type { DeclaredBot } from "../registry/declared.ts";
import { bot as botEntity } from "../registry/entities/bot.ts";
import type { DeclaredRules } from "../routing/declared_routes.ts";
import { readToken } from "../telegram/token.ts";
import { declarations } from "./declarations.ts";
import { toDeclaredConsumers } from "./declared_consumers.ts";
import { toDeclaredRules } from "./declared_rules.ts";
import { readFileMembers } from "./entity_file.ts";
import type { JsonPath } from "./file_fault.ts";
import type { BotInFile } from "./file_schema.ts";
import { readAt } from "./read_at.ts";

/**
 * The bots of a file.
 *
 * @param label name of the file, for errors
 * @throws {UsageError} when a value cannot be used, or a bot or a consumer occurs twice.
 */
export function toDeclaredBots(bots: readonly BotInFile[], label: string): DeclaredBot[] {
  const seen = new Map<number, number>();
  return bots.map((bot, index) => {
    const declared = toDeclaredBot(bot, label, ["bots", index]);
    const first = seen.get(declared.id);
    if (first !== undefined) {
      throw usageError("bot_declared_twice", {
        file: label,
        place: `bots[${index}]`,
        other: `bots[${first}]`,
      });
    }
    seen.set(declared.id, index);
    return declared;
  });
}

/**
 * The rules of the bots of a file.
 *
 * @param label name of the file, for errors
 * @throws {UsageError} when a rule cannot be used, or its name occurs twice with a bot.
 */
export function toDeclaredRoutes(bots: readonly BotInFile[], label: string): DeclaredRules[] {
  return bots.flatMap(({ token, routes }, index) => {
    if (routes === undefined) return [];
    return [{
      botId: requireBotId(token.trim()),
      rules: toDeclaredRules(routes, label, ["bots", index, "routes"]),
    }];
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
    if (seen.has(id)) throw usageError("bot_given_twice", { place: door, bot: id });
    seen.add(id);
    const known = inFile.get(id);
    if (known === undefined) added.push({ id, token, consumers: [] });
    else if (known.token !== token) {
      throw usageError("bot_token_contradicts", { place: door, bot: id });
    }
  }
  return [...bots, ...added];
}

function toDeclaredBot(bot: BotInFile, label: string, path: JsonPath): DeclaredBot {
  const token = readAt(
    label,
    [...path, "token"],
    () => declarations.tokens.kind.parse(bot.token, "") ?? "",
  );
  return {
    ...readFileMembers(botEntity, bot, label, path),
    id: requireBotId(token),
    token,
    consumers: toDeclaredConsumers(bot.consumers ?? [], label, [...path, "consumers"]),
  };
}

/** The id in a token whose shape has been checked. */
function requireBotId(token: string): number {
  const found = readToken(token);
  if (typeof found === "string") throw new TypeError("Cannot read the bot id: the token was not checked");
  return found.botId;
}
