import { asArray, asRecord, asText, type JsonRecord } from "../base/json_value.ts";

/** A command to a bot. */
interface MessageCommand {
  /** In lower case, without the slash. */
  readonly name: string;
  /** Username of the bot it is for, in lower case without `@`; empty when it names none. */
  readonly botUsername: string;
}

/** The command that a message, or the caption of its media, begins with; `undefined` when with none. */
export function readCommand(message: JsonRecord): MessageCommand | undefined {
  const isText = typeof message.text === "string";
  const text = asText(isText ? message.text : message.caption);
  if (!text.startsWith("/")) return undefined;
  const isCommand = asArray(isText ? message.entities : message.caption_entities).some((entity) => {
    const { type, offset } = asRecord(entity) ?? {};
    return type === "bot_command" && offset === 0;
  });
  const found = isCommand ? /^\/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]{1,32}))?/.exec(text) : null;
  if (found === null) return undefined;
  return { name: found[1]!.toLowerCase(), botUsername: found[2]?.toLowerCase() ?? "" };
}
