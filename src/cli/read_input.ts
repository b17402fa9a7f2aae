import { createReadStream } from "node:fs";
import { resolve } from "node:path";
import { OperationalError } from "../base/errors.ts";
import { fault } from "../faults/fault.ts";
import { describeFileError } from "../settings/file_reason.ts";
import type { CliHost } from "./host.ts";

type Source = Pick<CliHost, "cwd" | "stdin">;

/**
 * The bytes of a file as they are read; of standard input for `-`.
 *
 * @throws {OperationalError} when it cannot be read.
 */
export async function* readInput(
  { cwd, stdin }: Source,
  path: string,
): AsyncGenerator<Uint8Array | string> {
  if (path === "-") return yield* stdin;
  const file = resolve(cwd, path);
  try {
    const pieces: AsyncIterable<Uint8Array> = createReadStream(file);
    yield* pieces;
  } catch (error) {
    throw new OperationalError(fault("file_unreadable", { file: path, said: describeFileError(error) }));
  }
}

/** The text that {@linkcode readInput} reads, no more than `maxCharacters` and one piece of it. */
export async function readInputText(source: Source, path: string, maxCharacters: number): Promise<string> {
  let text = "";
  for await (const piece of decode(readInput(source, path))) {
    text += piece;
    if (text.length > maxCharacters) break;
  }
  return text;
}

/** Lines without their breaks. One that is longer than `maxCharacters` is cut there or later, and is the last. */
export async function* readLines(
  input: AsyncIterable<Uint8Array | string>,
  maxCharacters: number,
): AsyncGenerator<string> {
  let rest = "";
  for await (const piece of decode(input)) {
    const lines = (rest + piece).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) yield line;
    if (rest.length > maxCharacters) break;
  }
  if (rest !== "") yield rest;
}

async function* decode(input: AsyncIterable<Uint8Array | string>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  for await (const piece of input) {
    yield typeof piece === "string" ? piece : decoder.decode(piece, { stream: true });
  }
  yield decoder.decode();
}
