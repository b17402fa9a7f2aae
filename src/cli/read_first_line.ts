import { usageError } from "../base/errors.ts";

const maxCharacters = 4_096;

/**
 * The first line of `input`, without its line break.
 *
 * @throws {UsageError} when it is empty, or longer than 4,096 characters.
 */
export async function readFirstLine(input: AsyncIterable<Uint8Array | string>): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const part of input) {
    text += typeof part === "string" ? part : decoder.decode(part, { stream: true });
    if (text.includes("\n") || text.length > maxCharacters) break;
  }
  const line = (text.split("\n", 1)[0] ?? "").replace(/\r$/, "");
  if (line.trim() === "") throw usageError("stdin_empty");
  if (line.length > maxCharacters) {
    throw usageError("stdin_too_long");
  }
  return line;
}
