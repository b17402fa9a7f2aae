import { dirname, resolve } from "node:path";
import { usageError } from "../base/errors.ts";
import type { DeclaredConsumer } from "../registry/declared.ts";
import type { PushTarget } from "../registry/registry_model.ts";
import { defaultPushConnections, findPushFault } from "../registry/push_rules.ts";
import { toWebhookUrl } from "../telegram/webhook_url.ts";
import { readCertificateFile } from "./certificate_file.ts";
import { type JsonPath, toPathText } from "./file_fault.ts";
import { type ConsumerInFile, pushKeys } from "./file_schema.ts";
import { readAt } from "./read_at.ts";

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
  const push = toPushTarget(consumer, label, path);
  const fault = findPushFault(push);
  if (fault !== undefined) {
    const place = toPathText([...path, ...toKeys(fault.path, url !== undefined)]);
    throw usageError("setting_file_invalid", { file: label, place, expected: fault.expected });
  }
  return { push };
}

function toPushTarget(consumer: ConsumerInFile, label: string, path: JsonPath): PushTarget {
  const { url, urls = [], certificateFile } = consumer;
  return {
    // What is no URL stays as it is, and is found by the rules.
    urls: (url === undefined ? urls : [url]).map((text) => toWebhookUrl(text) ?? text),
    secretToken: consumer.secretToken ?? "",
    headers: consumer.headers ?? {},
    maxConnections: consumer.maxConnections ?? defaultPushConnections,
    maxAttempts: consumer.attempts ?? 0,
    ipAddress: consumer.ipAddress ?? "",
    certificate: certificateFile === undefined ? "" : readAt(
      label,
      [...path, "certificateFile"],
      () => readCertificateFile(resolve(dirname(label), certificateFile)),
    ),
    accessTokenId: 0,
  };
}

/** The file's own words for a member of a target. */
function toKeys([member, ...rest]: JsonPath, hasOneUrl: boolean): JsonPath {
  if (member === "urls" && hasOneUrl) return ["url"];
  return [member === "maxAttempts" ? "attempts" : member ?? "", ...rest];
}
