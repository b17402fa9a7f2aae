import { Buffer } from "node:buffer";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";

/** A text as bytes of a file may hold it: as it is, in UTF-16, in base64 at each offset, and in hex. */
function writtenForms(text: string): readonly Buffer[] {
  const utf16 = Buffer.from(text, "utf16le");
  const base64 = [0, 1, 2].flatMap((offset) => {
    const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(text)]);
    // Letters that other bytes beside it take part in stay out.
    const inner = bytes.toString("base64").replace(/=+$/, "").slice(offset === 0 ? 0 : offset + 1, -1);
    return [inner, inner.replaceAll("+", "-").replaceAll("/", "_")];
  });
  const hex = Buffer.from(text).toString("hex");
  return [
    Buffer.from(text),
    utf16,
    Buffer.from(utf16).swap16(),
    ...[...base64, hex, hex.toUpperCase()].map((form) => Buffer.from(form)),
  ];
}

/** Files below a folder that hold one of the texts in any form; each with the texts that it holds. */
export function filesWith(folder: string, texts: readonly string[]): Record<string, readonly string[]> {
  const found: Record<string, readonly string[]> = {};
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    const path = join(folder, name);
    if (!statSync(path).isFile()) continue;
    const bytes = readFileSync(path);
    const held = texts.filter((text) => writtenForms(text).some((form) => bytes.includes(form)));
    if (held.length > 0) found[relative(folder, path)] = held;
  }
  return found;
}
