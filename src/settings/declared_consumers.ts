import { usageError } from "../base/errors.ts";
import type { DeclaredConsumer } from "../registry/declared.ts";
import type { ConsumerFilter } from "../registry/registry_model.ts";
import { parseChatId, parsePositiveId, parseStartingPoint, parseUpdateKind } from "./consumer_values.ts";
import { toDeclaredPush } from "./declared_push.ts";
import { type JsonPath, toPathText } from "./file_fault.ts";
import type { ConsumerInFile } from "./file_schema.ts";
import { readAt } from "./read_at.ts";

/**
 * The consumers of a bot in a file.
 *
 * @param label path of the file, for errors, and for the files that it names
 * @param path where in the file they stand
 * @throws {UsageError} when a value cannot be used, or a consumer stands there twice.
 */
export function toDeclaredConsumers(
  consumers: readonly ConsumerInFile[],
  label: string,
  path: JsonPath,
): DeclaredConsumer[] {
  const names = new Set<string>();
  return consumers.map((consumer, index) => {
    const here = [...path, index];
    if (names.has(consumer.name)) {
      throw usageError("consumer_declared_twice", {
        file: label,
        place: toPathText(here),
        name: consumer.name,
      });
    }
    names.add(consumer.name);
    const { name, mode, sharing, start, disabled } = consumer;
    return {
      name,
      ...(mode === undefined ? {} : { mode }),
      ...(sharing === undefined ? {} : { sharing }),
      ...(disabled === undefined ? {} : { disabled }),
      ...(start === undefined
        ? {}
        : { start: readAt(label, [...here, "start"], () => parseStartingPoint(start)) }),
      filter: toFilter(consumer, label, here),
      ...toDeclaredPush(consumer, label, here),
    };
  });
}

function toFilter(consumer: ConsumerInFile, label: string, path: JsonPath): ConsumerFilter {
  const readAll = <V, T>(key: string, values: readonly V[], parse: (value: V) => T): T[] =>
    values.map((value, index) => readAt(label, [...path, key, index], () => parse(value)));
  const { updates, chats, topics, users } = consumer;
  return {
    ...(updates === undefined ? {} : { updates: readAll("updates", updates, parseUpdateKind) }),
    ...(chats === undefined ? {} : { chats: readAll("chats", chats, parseChatId) }),
    ...(topics === undefined ? {} : { topics: readAll("topics", topics, parsePositiveId) }),
    ...(users === undefined ? {} : { users: readAll("users", users, parsePositiveId) }),
  };
}
