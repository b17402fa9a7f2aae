import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { encodeUtf8 } from "../../base/bytes.ts";
import { type UiFile, type UiFileName, uiFiles } from "../browser/files.ts";

/** Where files stand, with a part of their content's hash in their names: they never change. */
const folder = "/assets/";
const hashLength = 12;
/** Nearly as small as it gets, in a quarter of the time that a Pi takes for the rest. */
const brotliQuality = 9;

type Encoding = "br" | "gzip" | "identity";

/** Files of the pages, compressed once, when they are first asked for. */
export class StaticFiles {
  readonly #addresses = new Map<UiFileName, string>();
  readonly #files = new Map<string, UiFile>();
  readonly #bodies = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();

  constructor() {
    for (const [name, file] of Object.entries(uiFiles) as [UiFileName, UiFile][]) {
      const hash = createHash("sha256").update(file.text).digest("hex").slice(0, hashLength);
      const address = folder + file.name.replace(/(\.\w+)$/, `.${hash}$1`);
      this.#addresses.set(name, address);
      this.#files.set(address, file);
    }
  }

  /** Path of a file. */
  address(name: UiFileName): string {
    return this.#addresses.get(name) ?? "";
  }

  /** The file at a path; `undefined` when there is none. */
  async answer(path: string, accepted: string): Promise<Response | undefined> {
    const file = this.#files.get(path);
    if (file === undefined) return undefined;
    const encoding = chooseEncoding(accepted);
    const key = `${encoding} ${path}`;
    const body = this.#bodies.get(key) ?? compress(file.text, encoding);
    this.#bodies.set(key, body);
    return new Response(await body, {
      headers: {
        "content-type": file.type,
        "cache-control": "public, max-age=31536000, immutable",
        "cross-origin-resource-policy": "same-origin",
        "x-content-type-options": "nosniff",
        vary: "accept-encoding",
        ...(encoding === "identity" ? {} : { "content-encoding": encoding }),
      },
    });
  }
}

/** The smallest encoding that an `Accept-Encoding` header names and does not refuse. */
export function chooseEncoding(accepted: string): Encoding {
  const names = accepted.toLowerCase().split(",").map((part) => part.trim())
    .filter((part) => !/;\s*q=0(\.0*)?$/.test(part)).map((part) => part.split(";")[0]?.trim());
  return names.includes("br") ? "br" : names.includes("gzip") ? "gzip" : "identity";
}

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);

async function compress(text: string, encoding: Encoding): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = encodeUtf8(text);
  switch (encoding) {
    case "identity":
      return bytes;
    case "gzip":
      return new Uint8Array(await zip(bytes, { level: 9 }));
    case "br":
      return new Uint8Array(
        await brotli(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: brotliQuality } }),
      );
  }
}
