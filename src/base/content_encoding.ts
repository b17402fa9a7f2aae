import {
  brotliDecompressSync,
  gunzip,
  gunzipSync,
  inflate,
  inflateRaw,
  inflateRawSync,
  inflateSync,
} from "node:zlib";
import { promisify } from "node:util";
import { concatBytes } from "./bytes.ts";

type Coding = "gzip" | "deflate" | "br";
type Bytes = Uint8Array<ArrayBuffer>;

/** Names of codings (RFC 9110 8.4.1); every other is unknown. */
const codingNames: ReadonlyMap<string, Coding> = new Map([
  ["gzip", "gzip"],
  ["x-gzip", "gzip"],
  ["deflate", "deflate"],
  ["br", "br"],
]);
/** More codings on top of one another are nobody's. */
const maxCodings = 3;

const gunzipAsync = promisify(gunzip);
const inflateAsync = promisify(inflate);
const inflateRawAsync = promisify(inflateRaw);

/** Content that cannot be decoded: its coding is not known, its bytes are not of it, or there are too many of them. */
export class ContentEncodingError extends Error {
  override readonly name = "ContentEncodingError";
  readonly code: "unknown" | "malformed" | "too large";

  constructor(code: ContentEncodingError["code"], cause?: unknown) {
    super(`Cannot decode content: ${messages[code]}`, { cause });
    this.code = code;
  }
}

const messages = {
  unknown: "its encoding is not known",
  malformed: "it is not what its encoding says",
  "too large": "it is too large",
} as const;

/** Whether `encoding`, a `Content-Encoding`, leaves bytes as they are. */
export function isPlain(encoding: string): boolean {
  return encoding === "" || toNames(encoding).length === 0;
}

/**
 * The bytes behind a `Content-Encoding`, decoded off the main thread and never further than `maxBytes`.
 *
 * @throws {ContentEncodingError}
 */
export async function decodeContent(bytes: Bytes, encoding: string, maxBytes: number): Promise<Bytes> {
  try {
    for (const coding of toCodings(encoding)) bytes = await decode(bytes, coding, maxBytes);
    return bytes;
  } catch (error) {
    throw toContentEncodingError(error);
  }
}

/**
 * Like {@linkcode decodeContent}, in the calling thread: for bodies that are known to be small. Nothing when they cannot
 * be decoded: whoever sent them has been answered already, and upstream could read them or not.
 */
export function decodeSmallContent(bytes: Bytes, encoding: string, maxBytes: number): Bytes {
  try {
    for (const coding of toCodings(encoding)) bytes = decodeSync(bytes, coding, maxBytes);
    return bytes;
  } catch {
    return new Uint8Array();
  }
}

/**
 * The bytes behind a `Content-Encoding` as they come; whoever reads them sets the bound. `deflate` means with its zlib
 * wrapping here.
 *
 * @throws {ContentEncodingError} when the encoding is not known.
 */
export function decodeContentStream(
  stream: ReadableStream<Bytes>,
  encoding: string,
): ReadableStream<Bytes> {
  for (const coding of toCodings(encoding)) {
    // Both runtimes have brotli; the declarations do not know yet.
    const format = (coding === "br" ? "brotli" : coding) as CompressionFormat;
    stream = stream.pipeThrough(new DecompressionStream(format));
  }
  return stream;
}

/** In the order in which they are undone. */
function toCodings(encoding: string): readonly Coding[] {
  if (encoding === "") return [];
  const names = toNames(encoding);
  if (names.length > maxCodings) throw new ContentEncodingError("unknown");
  return names.map((name) => {
    const coding = codingNames.get(name);
    if (coding === undefined) throw new ContentEncodingError("unknown");
    return coding;
  }).reverse();
}

function toNames(encoding: string): string[] {
  return encoding.toLowerCase().split(",").map((name) => name.trim())
    .filter((name) => name !== "" && name !== "identity");
}

async function decode(bytes: Bytes, coding: Coding, maxBytes: number): Promise<Bytes> {
  if (bytes.length === 0) return bytes;
  const options = toOptions(maxBytes);
  switch (coding) {
    case "gzip":
      return new Uint8Array(await gunzipAsync(bytes, options));
    case "deflate":
      return new Uint8Array(await (hasZlibHeader(bytes) ? inflateAsync : inflateRawAsync)(bytes, options));
    case "br":
      return await decodeBrotli(bytes, maxBytes);
  }
}

/** By a stream: Deno's `brotliDecompress()` takes content that breaks off for whole. */
async function decodeBrotli(bytes: Bytes, maxBytes: number): Promise<Bytes> {
  const chunks: Bytes[] = [];
  let length = 0;
  for await (const chunk of decodeContentStream(new Blob([bytes]).stream(), "br")) {
    length += chunk.length;
    if (length > maxBytes) throw new ContentEncodingError("too large");
    chunks.push(chunk);
  }
  return concatBytes(chunks);
}

function decodeSync(bytes: Bytes, coding: Coding, maxBytes: number): Bytes {
  if (bytes.length === 0) return bytes;
  const options = toOptions(maxBytes);
  switch (coding) {
    case "gzip":
      return new Uint8Array(gunzipSync(bytes, options));
    case "deflate":
      return new Uint8Array((hasZlibHeader(bytes) ? inflateSync : inflateRawSync)(bytes, options));
    case "br":
      return new Uint8Array(brotliDecompressSync(bytes, options));
  }
}

/** Zero would be no limit. */
function toOptions(maxBytes: number): { readonly maxOutputLength: number } {
  return { maxOutputLength: Math.max(maxBytes, 1) };
}

/** RFC 1950 2.2. Some servers send `deflate` without that wrapping, though RFC 9110 8.4.1.2 asks for it. */
function hasZlibHeader([method = 0, flags = 0]: Bytes): boolean {
  return (method & 0x0f) === 8 && (method * 256 + flags) % 31 === 0;
}

function toContentEncodingError(error: unknown): ContentEncodingError {
  if (error instanceof ContentEncodingError) return error;
  const isTooLarge = error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
  return new ContentEncodingError(isTooLarge ? "too large" : "malformed", error);
}
