import { fault } from "../../faults/fault.ts";
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { concatBytes, decodeUtf8, encodeUtf8 } from "../../base/bytes.ts";
import { TelegramError } from "../../telegram/envelope.ts";
import { MultipartScanner, readBoundary } from "../../tgapi/multipart_scanner.ts";
import { ApiError, badRequest, contradiction, fieldError, refusal } from "./api_error.ts";

/** Most bytes of files with one request: what a self-hosted Bot API server takes. */
export const maxUploadBytes = 2000 * 1024 * 1024;
/** What a part's header may add to the first part. */
const maxHeadBytes = 8 * 1024;
const lineEnd = encodeUtf8("\r\n");
const headEnd = encodeUtf8("\r\n\r\n");

/** The files of a multipart request on their way: never whole in memory, and read once, or cancelled. */
export class Upload {
  readonly #boundary: string;
  readonly #held: Uint8Array[];
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #scanner: MultipartScanner;
  readonly #hash = createHash("sha256");
  #bytes = 0;
  #refusal: ApiError | undefined;

  /** @param held what was read already, from the delimiter before the first file on */
  constructor(
    boundary: string,
    held: Uint8Array<ArrayBuffer>,
    reader: ReadableStreamDefaultReader<Uint8Array>,
  ) {
    this.#boundary = boundary;
    this.#held = [held];
    this.#reader = reader;
    this.#scanner = new MultipartScanner(boundary, {
      maxFieldBytes: 0,
      onPart: ({ name, isFile }) => {
        if (!isFile) {
          throw contradiction("#", "field_upload_order");
        }
        this.#hash.update(`\0${name}\0`);
      },
      onContent: (bytes) => void this.#hash.update(bytes),
    });
    this.#scanner.stopKeeping();
  }

  /** Why the files cannot be passed on; what was sent of them was no complete request. */
  get refusal(): ApiError | undefined {
    return this.#refusal;
  }

  /** SHA-256 of the files that have been read so far, lower-case hex: the same whatever the boundary. */
  get digest(): string {
    return this.#hash.copy().digest("hex");
  }

  /**
   * A multipart body with these fields before the files.
   *
   * @throws {ApiError} 400 when a value holds the boundary: it would be read as more parts.
   */
  withFields(fields: Readonly<Record<string, string>>): {
    readonly contentType: string;
    readonly stream: ReadableStream<Uint8Array>;
  } {
    const parts = Object.entries(fields).map(([name, value]) => {
      if (value.includes(`--${this.#boundary}`)) {
        throw badRequest([fieldError("#", "field_boundary_inside")]);
      }
      return `--${this.#boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
    });
    const before = encodeUtf8(parts.join(""));
    let isBegun = false;
    const stream = new ReadableStream<Uint8Array>({
      pull: async (controller) => {
        if (!isBegun) {
          isBegun = true;
          return controller.enqueue(before);
        }
        const chunk = await this.#read();
        if (chunk === undefined) controller.close();
        else controller.enqueue(chunk);
      },
      cancel: () => this.cancel(),
    }, { highWaterMark: 0 });
    return { contentType: `multipart/form-data; boundary=${this.#boundary}`, stream };
  }

  /** Reads to the end and keeps nothing but the {@linkcode digest}. */
  async drain(): Promise<void> {
    while (await this.#read() !== undefined);
  }

  /** Gives up what was not read. */
  async cancel(): Promise<void> {
    this.#held.length = 0;
    await this.#reader.cancel();
  }

  async #read(): Promise<Uint8Array | undefined> {
    try {
      const chunk = this.#held.shift() ?? (await this.#reader.read()).value;
      if (chunk === undefined) {
        if (!this.#scanner.isComplete) {
          throw badRequest([fieldError("#", "field_cut_off")]);
        }
        return undefined;
      }
      this.#bytes += chunk.length;
      if (this.#bytes > maxUploadBytes) throw tooLarge(maxUploadBytes);
      this.#scanner.feed(chunk);
      return chunk;
    } catch (error) {
      this.#refusal = toRefusal(error);
      await this.cancel();
      throw this.#refusal;
    }
  }
}

/**
 * Reads the first part of a multipart request, `message`, and leaves the files behind it on their way.
 *
 * @throws {ApiError} 400, 409, 413 or 415 when it cannot be used.
 */
export async function readUpload(
  request: Request,
  maxMessageBytes: number,
): Promise<{ readonly message: Uint8Array; readonly upload: Upload }> {
  if (!/^(identity)?$/i.test(request.headers.get("content-encoding") ?? "")) {
    throw refusal("upload_compressed");
  }
  const boundary = readBoundary(request.headers.get("content-type") ?? "");
  if (boundary === undefined || request.body === null) throw malformed();
  const reader = request.body.getReader();
  try {
    const limit = maxMessageBytes + maxHeadBytes;
    const { first, rest } = await readFirstPart(reader, encodeUtf8(`--${boundary}`), limit);
    return { message: contentOf(first, boundary), upload: new Upload(boundary, rest, reader) };
  } catch (error) {
    await reader.cancel();
    throw toRefusal(error);
  }
}

/** The first part with its delimiter, and what was read behind it. */
async function readFirstPart(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  delimiter: Uint8Array<ArrayBuffer>,
  maxBytes: number,
): Promise<{ readonly first: Uint8Array<ArrayBuffer>; readonly rest: Uint8Array<ArrayBuffer> }> {
  const next = concatBytes([lineEnd, delimiter]);
  let held: Uint8Array<ArrayBuffer> = new Uint8Array();
  for (;;) {
    const end = indexOf(held, next);
    if (end > maxBytes || (end < 0 && held.length > maxBytes)) throw tooLarge(maxBytes - maxHeadBytes);
    if (end >= 0) return { first: held.slice(0, end), rest: held.slice(end + lineEnd.length) };
    const { done, value } = await reader.read();
    if (done) throw malformed();
    held = concatBytes([held, value]);
  }
}

/** @throws {ApiError} 409 unless it is the part `message` and no file. */
function contentOf(part: Uint8Array<ArrayBuffer>, boundary: string): Uint8Array {
  const end = indexOf(part, headEnd);
  const head = end < 0 ? "" : decodeUtf8(part.subarray(0, end));
  const isMessage = head.startsWith(`--${boundary}\r\n`) && /;\s*name="?message"?\s*(;|\r|$)/i.test(head);
  if (!isMessage || /;\s*filename/i.test(head)) throw malformed();
  return part.subarray(end + headEnd.length);
}

function indexOf(bytes: Uint8Array, part: Uint8Array): number {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf(part);
}

function malformed(): ApiError {
  // No schema can say which part comes first.
  return contradiction("#", "field_upload_malformed");
}

function tooLarge(bytes: number): ApiError {
  return new ApiError({
    fault: fault("body_too_large", { bytes }),
    headers: { connection: "close" },
  });
}

function toRefusal(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  // The scanner found two ways to read it; anything else is a client that hung up.
  if (error instanceof TelegramError) return contradiction("#", "field_upload_ambiguous");
  return badRequest([fieldError("#", "field_cut_off")]);
}
