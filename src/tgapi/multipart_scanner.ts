import { Buffer } from "node:buffer";
import { concatBytes, decodeUtf8 } from "../base/bytes.ts";
import { TelegramError } from "../telegram/envelope.ts";

/** Most bytes of one part's header. */
const maxHeadBytes = 8 * 1024;

/** What a part is called, and whether it is a file. */
export interface PartHead {
  readonly name: string;
  readonly isFile: boolean;
}

/** What is told while a body passes. */
export interface ScannerOptions {
  /** Most bytes of one text part that is kept. */
  readonly maxFieldBytes: number;
  /** Told of each part before its content; what it throws, {@linkcode MultipartScanner.feed} throws. */
  readonly onPart: (head: PartHead) => void;
  /** Told of all content, piece by piece. */
  readonly onContent?: ((bytes: Uint8Array) => void) | undefined;
}

/** Where in the body the scanner stands. */
type Stage = "delimiter" | "head" | "value" | "end";

/**
 * Reads the parts of a multipart body as it passes, without holding files. Stricter than any server: whatever two
 * readers could understand differently is refused, because what is found here decides what a caller may do.
 */
export class MultipartScanner {
  /** Text parts whose end was seen; the first of a name. */
  readonly fields = new Map<string, string>();
  readonly #delimiter: Uint8Array;
  readonly #options: ScannerOptions;
  #stage: Stage = "value";
  #isKeeping = true;
  #head: PartHead | undefined;
  #value: Uint8Array[] = [];
  #valueBytes = 0;
  /** Begins with a line break, so that the first delimiter looks like every other. */
  #rest: Uint8Array<ArrayBuffer> = new Uint8Array([0x0d, 0x0a]);

  constructor(boundary: string, options: ScannerOptions) {
    this.#delimiter = new TextEncoder().encode(`\r\n--${boundary}`);
    this.#options = options;
  }

  /** Whether the closing delimiter was seen. */
  get isComplete(): boolean {
    return this.#stage === "end";
  }

  /** Name of the text part whose end is still to come. */
  get openField(): string | undefined {
    return this.#head?.isFile === false ? this.#head.name : undefined;
  }

  /** From here on values are passed over; parts are still told. */
  stopKeeping(): void {
    this.#isKeeping = false;
    this.#value = [];
  }

  /**
   * Takes the next bytes of the body.
   *
   * @throws {TelegramError} 400 when a part cannot be read without doubt.
   */
  feed(chunk: Uint8Array): void {
    if (this.#stage === "end") return;
    this.#rest = concatBytes([this.#rest, chunk]);
    while (this.#step());
  }

  /** Reads one thing; false when more bytes are needed, or none are. */
  #step(): boolean {
    if (this.#stage === "value") return this.#readValue();
    if (this.#stage === "delimiter") return this.#readDelimiterEnd();
    return this.#stage === "head" && this.#readHead();
  }

  #readValue(): boolean {
    const end = indexOf(this.#rest, this.#delimiter);
    const certain = end < 0 ? Math.max(0, this.#rest.length - this.#delimiter.length + 1) : end;
    if (this.#head === undefined && certain > 0) throw unreadable();
    const content = this.#rest.subarray(0, certain);
    this.#options.onContent?.(content);
    this.#keepValue(content);
    if (end < 0) {
      this.#rest = this.#rest.slice(certain);
      return false;
    }
    this.#endPart();
    this.#rest = this.#rest.slice(end + this.#delimiter.length);
    this.#stage = "delimiter";
    return true;
  }

  #keepValue(bytes: Uint8Array): void {
    if (!this.#isKeeping || this.#head === undefined || this.#head.isFile) return;
    this.#valueBytes += bytes.length;
    if (this.#valueBytes > this.#options.maxFieldBytes) throw unreadable();
    this.#value.push(bytes.slice());
  }

  #endPart(): void {
    const head = this.#head;
    if (this.#isKeeping && head !== undefined && !head.isFile && !this.fields.has(head.name)) {
      this.fields.set(head.name, decodeUtf8(concatBytes(this.#value)));
    }
    this.#head = undefined;
    this.#value = [];
    this.#valueBytes = 0;
  }

  #readDelimiterEnd(): boolean {
    if (this.#rest.length < 2) return false;
    const mark = decodeUtf8(this.#rest.subarray(0, 2));
    if (mark !== "\r\n" && mark !== "--") throw unreadable();
    this.#stage = mark === "--" ? "end" : "head";
    this.#rest = this.#rest.slice(2);
    return true;
  }

  #readHead(): boolean {
    const end = indexOf(this.#rest, headEnd);
    if (end > maxHeadBytes || (end < 0 && this.#rest.length > maxHeadBytes)) throw unreadable();
    if (end < 0) return false;
    this.#head = parseHead(decodeUtf8(this.#rest.subarray(0, end)));
    this.#rest = this.#rest.slice(end + headEnd.length);
    // The value of an empty part is followed by its delimiter's own line break.
    this.#stage = "value";
    this.#options.onPart(this.#head);
    return true;
  }
}

/** The boundary of a multipart content type; `undefined` when it has none, or one that could be read in two ways. */
export function readBoundary(contentType: string): string | undefined {
  if ((contentType.match(/boundary\s*=/gi) ?? []).length !== 1) return undefined;
  const match = /;\s*boundary=(?:"([^"\\\s;]{1,70})"|([^"\\\s;,]{1,70}))\s*(?:;|$)/i.exec(contentType);
  return match?.[1] ?? match?.[2];
}

const headEnd = new TextEncoder().encode("\r\n\r\n");
const disposition =
  /^content-disposition:\s*form-data((?:\s*;\s*[a-z*]+=(?:"(?:[^"\\]|\\.)*"|[^\s;"]+))+)\s*;?\s*$/i;

function parseHead(text: string): PartHead {
  const lines = text.split("\r\n");
  if (lines.some((line) => !/^[A-Za-z0-9-]+:/.test(line) || /[\r\n]/.test(line))) throw unreadable();
  const dispositions = lines.filter((line) => /^content-disposition:/i.test(line));
  // A part of this type would be taken apart into more parameters.
  const isForm = lines.some((line) => /^content-type:.*form-urlencoded/i.test(line));
  const parameters = disposition.exec(dispositions[0] ?? "")?.[1];
  if (dispositions.length !== 1 || isForm || parameters === undefined) throw unreadable();
  const names = parameters.match(/(?<![a-z])name\s*=/gi) ?? [];
  const name = /;\s*name=(?:"([^"\\]*)"|([^\s;"]+))/i.exec(parameters);
  if (names.length !== 1 || name === null) throw unreadable();
  return { name: name[1] ?? name[2] ?? "", isFile: /;\s*filename\*?=/i.test(parameters) };
}

function indexOf(bytes: Uint8Array, part: Uint8Array): number {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf(part);
}

function unreadable(): TelegramError {
  return new TelegramError(400, "Bad Request: the multipart body cannot be checked against the access token");
}
