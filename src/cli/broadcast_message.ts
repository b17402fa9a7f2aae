import { usageError } from "../base/errors.ts";
import { asRecord, type JsonRecord, parseJson } from "../base/json_value.ts";
import { ValueError } from "../base/value_kind.ts";
import { broadcastMethods } from "../telegram/broadcast_methods.ts";
import type { Flag } from "./arguments.ts";
import type { CommandInput } from "./command.ts";
import { textOf, valueOf } from "./flag_values.ts";
import { readInputText } from "./read_input.ts";

/** Longer ones are refused by the API. */
const maxCharacters = 512 * 1024;
const parametersExample = '{"text": "Hello"}';

/** Flags that describe the message of a broadcast. */
export const messageFlags: readonly Flag[] = [
  {
    name: "method",
    placeholder: "METHOD",
    description: "Method that sends, copies or forwards (default sendMessage)",
  },
  {
    name: "text",
    placeholder: "TEXT",
    description: "Text of the message, with placeholders such as {first_name|friend}",
  },
  { name: "parse-mode", placeholder: "HTML|MarkdownV2", description: "Formatting of the text" },
  {
    name: "parameters",
    placeholder: "FILE",
    description: "JSON file with the method's parameters without chat_id; - reads standard input",
  },
];

/** A message for many people. */
export interface BroadcastMessage {
  readonly method: string;
  readonly parameters: JsonRecord;
}

/** The message that the flags describe. @throws {UsageError} when there is none, or it cannot be used. */
export async function readMessage({ host, flags }: CommandInput): Promise<BroadcastMessage> {
  const method = valueOf(flags, "method", parseMethod) ?? "sendMessage";
  const text = textOf(flags, "text");
  const file = textOf(flags, "parameters");
  if (text === undefined && file === undefined) throw usageError("broadcast_message_missing");
  const read = file === undefined ? {} : asRecord(parseJson(await readInputText(host, file, maxCharacters)));
  if (read === undefined) throw usageError("broadcast_parameters_invalid", { example: parametersExample });
  const parseMode = textOf(flags, "parse-mode");
  return {
    method,
    parameters: {
      ...read,
      ...(text === undefined ? {} : { text }),
      ...(parseMode === undefined ? {} : { parse_mode: parseMode }),
    },
  };
}

function parseMethod(text: string): string {
  const method = broadcastMethods.find((name) => name.toLowerCase() === text.toLowerCase());
  if (method === undefined) throw new ValueError("a method such as sendMessage, copyMessage or sendPhoto");
  return method;
}
