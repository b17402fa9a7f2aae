import { createHash } from "node:crypto";
import { concatBytes, encodeUtf8 } from "../../base/bytes.ts";
import { fault } from "../../faults/fault.ts";
import { toQuotable } from "../../telegram/content_disposition.ts";
import { TelegramError } from "../../telegram/envelope.ts";
import { type MultipartPart, MultipartReader, readBoundary } from "../../telegram/multipart.ts";
import { ApiError, badRequest, contradiction, fieldError, refusal } from "./api_error.ts";

/** Maximum bytes of files with one request: what a self-hosted Bot API server takes. */
const maxUploadBytes = 2000 * 1024 * 1024;
const lineEnd = encodeUtf8("\r\n");

/** The files of a multipart request on their way: never whole in memory, and read once, or cancelled. */
export class Upload {
  readonly #incoming: IncomingFiles;
  readonly #hash = createHash("sha256");
  #bytes = 0;
  #refusal: ApiError | undefined;

  constructor(incoming: IncomingFiles) {
    this.#incoming = incoming;
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
   * A multipart body with these fields before the files, written anew: parts come in more forms than servers read.
   *
   * @throws {ApiError} 400 when a value holds the boundary: it would be read as more parts.
   */
  withFields(fields: Readonly<Record<string, string>>): {
    readonly contentType: string;
    readonly stream: ReadableStream<Uint8Array>;
  } {
    const { boundary } = this.#incoming;
    const parts = Object.entries(fields).map(([name, value]) => {
      if (value.includes(`--${boundary}`)) {
        throw badRequest([fieldError("#", "field_boundary_inside")]);
      }
      return `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
    });
    const pieces = this.#write(boundary, parts.join(""));
    const stream = new ReadableStream<Uint8Array>({
      async pull(controller) {
        const { done, value } = await pieces.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: () => this.cancel(),
    }, { highWaterMark: 0 });
    const written = /^[\w'+.-]+$/.test(boundary) ? boundary : `"${boundary}"`;
    return { contentType: `multipart/form-data; boundary=${written}`, stream };
  }

  /** Reads to the end and keeps nothing but the {@linkcode digest}. */
  async drain(): Promise<void> {
    while (await this.#read() !== undefined);
  }

  /** Gives up what was not read. */
  async cancel(): Promise<void> {
    await this.#incoming.cancel();
  }

  async *#write(boundary: string, before: string): AsyncGenerator<Uint8Array, void, void> {
    if (before !== "") yield encodeUtf8(before);
    for (let events = await this.#read(); events !== undefined; events = await this.#read()) {
      for (const event of events) {
        if (event === "end") yield lineEnd;
        else yield event instanceof Uint8Array ? event : encodeUtf8(writeHead(boundary, event));
      }
    }
    yield encodeUtf8(`--${boundary}--\r\n`);
  }

  async #read(): Promise<readonly MultipartEvent[] | undefined> {
    try {
      const events = await this.#incoming.read();
      if (events === undefined && !this.#incoming.isComplete) {
        throw badRequest([fieldError("#", "field_cut_off")]);
      }
      for (const event of events ?? []) this.#note(event);
      return events;
    } catch (error) {
      this.#refusal = toRefusal(error);
      await this.cancel();
      throw this.#refusal;
    }
  }

  #note(event: MultipartEvent): void {
    if (event === "end") return;
    if (event instanceof Uint8Array) {
      this.#bytes += event.length;
      if (this.#bytes > maxUploadBytes) throw tooLarge(maxUploadBytes);
      this.#hash.update(event);
      return;
    }
    if (event.filename === undefined) {
      throw contradiction("#", "field_upload_order");
    }
    this.#hash.update(`\0${event.name}\0`);
  }
}

/** What is read of a multipart body: the head of a part, a piece of its content, its end. */
type MultipartEvent = MultipartPart | Uint8Array | "end";

/** A multipart request that is read event by event. */
class IncomingFiles {
  readonly boundary: string;
  readonly #source: ReadableStreamDefaultReader<Uint8Array>;
  readonly #reader: MultipartReader;
  #events: MultipartEvent[] = [];

  constructor(boundary: string, stream: ReadableStream<Uint8Array>) {
    this.boundary = boundary;
    this.#source = stream.getReader();
    this.#reader = new MultipartReader(boundary, {
      onPart: (part) => void this.#events.push(part),
      onContent: (bytes) => void this.#events.push(bytes),
      onPartEnd: () => void this.#events.push("end"),
    });
  }

  /**
   * What the next piece of the body holds, or what was put back; `undefined` at the end.
   *
   * @throws {TelegramError} 400 when it cannot be read.
   */
  async read(): Promise<readonly MultipartEvent[] | undefined> {
    while (this.#events.length === 0) {
      const { done, value } = await this.#source.read();
      if (done) return undefined;
      this.#reader.feed(value);
    }
    const events = this.#events;
    this.#events = [];
    return events;
  }

  /** Whether the closing boundary was read. */
  get isComplete(): boolean {
    return this.#reader.isComplete;
  }

  /** Puts events back that are to be read once more. */
  unread(events: readonly MultipartEvent[]): void {
    this.#events = [...events, ...this.#events];
  }

  async cancel(): Promise<void> {
    this.#events = [];
    await this.#source.cancel();
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
  const incoming = new IncomingFiles(boundary, request.body);
  try {
    return { message: await readMessage(incoming, maxMessageBytes), upload: new Upload(incoming) };
  } catch (error) {
    await incoming.cancel();
    throw toRefusal(error);
  }
}

/** @throws {ApiError} 409 unless the first part is `message` and no file, 413 when it is too long. */
async function readMessage(incoming: IncomingFiles, maxBytes: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  let isBegun = false;
  for (let events = await incoming.read(); events !== undefined; events = await incoming.read()) {
    for (const [index, event] of events.entries()) {
      if (event === "end") {
        incoming.unread(events.slice(index + 1));
        return concatBytes(pieces);
      }
      if (event instanceof Uint8Array) {
        bytes += event.length;
        if (bytes > maxBytes) throw tooLarge(maxBytes);
        pieces.push(event);
      } else if (isBegun || event.name !== "message" || event.filename !== undefined) throw malformed();
      isBegun = true;
    }
  }
  throw malformed();
}

function writeHead(boundary: string, { name, filename = "", contentType }: MultipartPart): string {
  const type = contentType === "" ? "" : `Content-Type: ${toQuotable(contentType)}\r\n`;
  return `--${boundary}\r\nContent-Disposition: form-data; name="${toQuotable(name)}"; ` +
    `filename="${toQuotable(filename)}"\r\n${type}\r\n`;
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
  // What is no fault of the body is a client that hung up.
  return badRequest([
    fieldError("#", error instanceof TelegramError ? "field_upload_ambiguous" : "field_cut_off"),
  ]);
}
