import { usageError } from "../base/errors.ts";
import type { DeclaredConsumer } from "../registry/declared.ts";
import { createPushTarget, pushTarget } from "../registry/entities/push_target.ts";
import { findPushFault, type PushFault } from "../registry/push_rules.ts";
import { readFileMembers } from "./entity_file.ts";
import { type JsonPath, toPathText } from "./file_fault.ts";
import { type ConsumerInFile, pushKeys, pushKinds } from "./file_schema.ts";

/**
 * What a file says of a consumer's pushing; nothing where its mode is not `push`.
 *
 * @param label path of the file, for errors; a certificate's file is looked for from its folder
 * @param path where in the file the consumer stands
 * @throws {UsageError} when a value cannot be used, or two contradict each other. No value is repeated.
 */
export function toDeclaredPush(
  consumer: ConsumerInFile,
  label: string,
  path: JsonPath,
): Pick<DeclaredConsumer, "push"> {
  const refuse = (key: string, code: "consumer_needs_push" | "consumer_url_twice" | "consumer_url_missing") =>
    usageError(code, { file: label, place: toPathText([...path, key]) });
  const { mode, url, urls } = consumer;
  if (mode !== "push") {
    const stray = pushKeys.find((key) => consumer[key] !== undefined);
    if (stray !== undefined) throw refuse(stray, "consumer_needs_push");
    return {};
  }
  if (url !== undefined && urls !== undefined) throw refuse("urls", "consumer_url_twice");
  if (url === undefined && urls === undefined) throw refuse("url", "consumer_url_missing");
  const given = readFileMembers(pushTarget, consumer, label, path, pushKinds);
  const push = createPushTarget({ ...given, urls: url === undefined ? urls ?? [] : [url] });
  const fault = findPushFault(push);
  if (fault !== undefined) {
    const place = toPathText([...path, ...toKeys(fault.path, url !== undefined)]);
    throw usageError("setting_field_invalid", { file: label, place, wrong: fault.fault });
  }
  return { push };
}

/** The file's own words for a member of a target. */
function toKeys([member, ...rest]: PushFault["path"], hasOneUrl: boolean): JsonPath {
  return member === "urls" && hasOneUrl ? ["url"] : [pushTarget[member].file, ...rest];
}
