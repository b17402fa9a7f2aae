import { usageError } from "../base/errors.ts";
import type { DeclaredConsumer } from "../registry/declared.ts";
import { consumer as consumerEntity } from "../registry/entities/consumer.ts";
import { consumerFilter } from "../registry/entities/consumer_filter.ts";
import { readFileMembers } from "./entity_file.ts";
import { toDeclaredPush } from "./declared_push.ts";
import { type JsonPath, toPathText } from "./file_fault.ts";
import type { ConsumerInFile } from "./file_schema.ts";

/**
 * The consumers of a bot in a file.
 *
 * @param label path of the file, for errors, and for the files that it names
 * @param path where in the file they stand
 * @throws {UsageError} when a value cannot be used, or a consumer occurs twice.
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
    const { name, disabled } = consumer;
    return {
      ...readFileMembers(consumerEntity, consumer, label, here),
      name,
      ...(disabled === undefined ? {} : { disabled }),
      filter: readFileMembers(consumerFilter, consumer, label, here),
      ...toDeclaredPush(consumer, label, here),
    };
  });
}
