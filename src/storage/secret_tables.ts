import { operator } from "../account/account_records.ts";
import { bot } from "../registry/entities/bot.ts";
import { consumer } from "../registry/entities/consumer.ts";
import { EntityTable } from "./entity_rows.ts";
import type { SecretCipher } from "./secret_cipher.ts";

/** The table of bots. */
export function botTable(cipher?: SecretCipher): EntityTable<typeof bot> {
  return new EntityTable(bot, "bots", "bot", cipher);
}

/** The table of consumers. */
export function consumerTable(cipher?: SecretCipher): EntityTable<typeof consumer> {
  return new EntityTable(consumer, "consumers", "consumer", cipher);
}

/** The table of operators. */
export function operatorTable(cipher?: SecretCipher): EntityTable<typeof operator> {
  return new EntityTable(operator, "operators", "operator", cipher);
}

/** Every table whose entity has secrets, by its name. */
export const secretTables = {
  bots: botTable,
  consumers: consumerTable,
  operators: operatorTable,
} as const;
