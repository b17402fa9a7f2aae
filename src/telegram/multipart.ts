import { Buffer } from "node:buffer";
import { concatBytes, decodeUtf8Whole, encodeUtf8 } from "../base/bytes.ts";
import { type Disposition, parseDisposition, textNamesOf } from "./content_disposition.ts";
import { TelegramError } from "./envelope.ts";

/** What precedes the content of a part. */
export interface MultipartPart extends Disposition {
  /** Of the part; empty for none. */
  readonly contentType: string;
  /** Names under which some reader may take it for a text part; empty for what is a file to all. */
  readonly textNames: ReadonlySet<string>;
  /** Whether a reader that decodes `Content-Transfer-Encoding` would see other content. */
  readonly isEncoded: boolean;
}

/** Options for {@linkcode MultipartReader}. What the functions throw, `feed` throws. */
export interface MultipartOptions {
  /** Called for each part before its content. */
  readonly onPart: (part: MultipartPart) => void;
  /** Called with all content, piece by piece, each a view of what was fed. */
  readonly onContent?: ((bytes: Uint8Array) => void) | undefined;
  readonly onPartEnd?: (() => void) | undefined;
  /** Refuses framing that the official server, or a stricter one, would see elsewhere. Default: false. */
  readonly isStrict?: boolean | undefined;
}

/** Maximum bytes of one part's header. */
export const maxPartHeadBytes = 16 * 1024;
/** Maximum parts of one body; the official server takes 50 files and no call has as many parameters. */
const maxParts = 1000;
/** Maximum spaces behind a delimiter. */
const maxPaddingBytes = 256;

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const dash = 0x2d;
const space = 0x20;
const tab = 0x09;
const blanks: readonly number[] = [space, tab, carriageReturn, lineFeed];
const lineEnd = encodeUtf8("\r\n");
const blankLines = { "\r\n": encodeUtf8("\r\n\r\n"), "\n": encodeUtf8("\n\n") } as const;

type Stage = "preamble" | "delimiter" | "head" | "content" | "epilogue";

/**
 * Reads a multipart body (RFC 7578) as it passes, holding no more than a part's header: names with or without quotes,
 * padding behind delimiters, a preamble, lines that end with LF alone throughout. What cannot be read is an error and
 * never nothing.
 */
export class MultipartReader {
  readonly #options: MultipartOptions;
  readonly #isStrict: boolean;
  readonly #mark: Uint8Array<ArrayBuffer>;
  #stage: Stage = "preamble";
  /** What the first delimiter ends with, all others have to. */
  #lineBreak: "\r\n" | "\n" | undefined;
  #parts = 0;
  #isEmpty = true;
  #isContentStart = false;
  #hasCarriageReturn = false;
  /** Begins with a line break, so that the first delimiter looks like every other. */
  #bytes: Uint8Array = lineEnd;
  #at = 0;

  constructor(boundary: string, options: MultipartOptions) {
    this.#mark = encodeUtf8(`--${boundary}`);
    this.#options = options;
    this.#isStrict = options.isStrict ?? false;
  }

  /** Whether the closing delimiter was read. */
  get isComplete(): boolean {
    return this.#stage === "epilogue";
  }

  /**
   * Takes the next bytes of the body.
   *
   * @throws {TelegramError} 400 when they cannot be read.
   */
  feed(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    this.#isEmpty = false;
    this.#bytes = this.#at === this.#bytes.length
      ? chunk
      : concatBytes([this.#bytes.subarray(this.#at), chunk]);
    this.#at = 0;
    while (this.#step());
    this.#refuseMixedLines(chunk);
    this.#keepRest();
  }

  /**
   * Tells that the body ends here. A body of no bytes has no parts.
   *
   * @throws {TelegramError} 400 when the closing delimiter is missing.
   */
  end(): void {
    if (!this.isComplete && !this.#isEmpty) throw unreadable("it ends before its closing boundary");
  }

  /** The memory of what was fed belongs to somebody else, who may free it. */
  #keepRest(): void {
    this.#bytes = this.#bytes.slice(this.#at);
    this.#at = 0;
  }

  /** Reads one thing; false when more bytes are needed, or none are. */
  #step(): boolean {
    switch (this.#stage) {
      case "preamble":
        return this.#readPreamble();
      case "delimiter":
        return this.#readDelimiterEnd();
      case "head":
        return this.#readHead();
      case "content":
        return this.#readContent();
      case "epilogue":
        return this.#readEpilogue();
    }
  }

  #readPreamble(): boolean {
    const index = this.#indexOf(this.#mark);
    if (index < 0) return this.#keepLast(this.#mark.length + 1);
    if (this.#bytes[index - 1] !== lineFeed) {
      this.#doubt("a boundary stands within a line");
      this.#at = index + 1;
      return true;
    }
    // A preamble whose lines end with LF alone.
    if (this.#bytes[index - 2] !== carriageReturn) this.#lineBreak = "\n";
    this.#at = index + this.#mark.length;
    this.#stage = "delimiter";
    return true;
  }

  #readDelimiterEnd(): boolean {
    const bytes = this.#bytes;
    let index = this.#at;
    if (bytes[index] === dash && index + 1 >= bytes.length) return false;
    if (bytes[index] === dash && bytes[index + 1] === dash) {
      this.#at = index + 2;
      this.#stage = "epilogue";
      return true;
    }
    while (bytes[index] === space || bytes[index] === tab) index++;
    if (index - this.#at > maxPaddingBytes) throw unreadable("a boundary is followed by too many spaces");
    if (index >= bytes.length) return false;
    const isBroad = bytes[index] === carriageReturn;
    if (isBroad && index + 1 >= bytes.length) return false;
    if (bytes[index + (isBroad ? 1 : 0)] !== lineFeed) throw unreadable("a boundary does not end its line");
    this.#checkLineBreak(isBroad ? "\r\n" : "\n");
    this.#at = index + (isBroad ? 2 : 1);
    this.#stage = "head";
    return true;
  }

  /** The first delimiter settles what lines end with. */
  #checkLineBreak(found: "\r\n" | "\n"): void {
    if (this.#lineBreak !== undefined && this.#lineBreak !== found) {
      throw unreadable("its lines end in two ways");
    }
    this.#lineBreak = found;
  }

  #readHead(): boolean {
    const blankLine = blankLines[this.#lineBreak ?? "\r\n"];
    const end = this.#indexOf(blankLine);
    const length = (end < 0 ? this.#bytes.length : end) - this.#at;
    if (length > maxPartHeadBytes) throw unreadable("a part's header is too long");
    if (end < 0) return false;
    if (++this.#parts > maxParts) throw unreadable(`it has more than ${maxParts} parts`);
    const part = parseHead(decodeUtf8Whole(this.#bytes.subarray(this.#at, end)), this.#lineBreak ?? "\r\n");
    if (this.#isStrict && part.isUnclear) throw unreadable("a part's header is not clear");
    this.#at = end + blankLine.length;
    this.#stage = "content";
    this.#isContentStart = true;
    this.#options.onPart(part);
    return true;
  }

  #readContent(): boolean {
    if (this.#isContentStart && !this.#passContentStart()) return false;
    const { length } = this.#bytes;
    const index = this.#findDelimiter();
    const isBroad = this.#lineBreak === "\r\n";
    // A line break and a delimiter may have begun.
    const end = index < 0 ? Math.max(this.#at, length - this.#mark.length - 1) : index - (isBroad ? 2 : 1);
    if (end > this.#at) this.#options.onContent?.(this.#bytes.subarray(this.#at, end));
    this.#at = index < 0 ? end : index + this.#mark.length;
    if (index < 0) return false;
    this.#options.onPartEnd?.();
    this.#stage = "delimiter";
    return true;
  }

  /** A delimiter right behind the header would be content to some readers. */
  #passContentStart(): boolean {
    const start = this.#bytes.subarray(this.#at, this.#at + this.#mark.length);
    const isLike = start.every((byte, index) => byte === this.#mark[index]);
    if (isLike && start.length < this.#mark.length) return false;
    if (isLike) throw unreadable("a part has no content");
    this.#isContentStart = false;
    return true;
  }

  /** Index of the delimiter, without its line break, that ends the content; -1 when it is not there yet. */
  #findDelimiter(): number {
    const isBroad = this.#lineBreak === "\r\n";
    for (let from = this.#at + (isBroad ? 2 : 1);;) {
      const index = this.#indexOf(this.#mark, from);
      if (index < 0) return -1;
      if (this.#bytes[index - 1] === lineFeed) {
        if (!isBroad || this.#bytes[index - 2] === carriageReturn) return index;
        this.#doubt("a boundary stands behind half a line break");
      }
      from = index + 1;
    }
  }

  /** Nobody reads it, but a boundary in it is a part to some. */
  #readEpilogue(): boolean {
    const rest = this.#bytes.subarray(this.#at);
    // Behind a closing boundary that is the first one the official server looks for a part.
    if (this.#parts === 0 && !rest.every((byte) => blanks.includes(byte))) {
      this.#doubt("something stands behind its only boundary");
    }
    if (this.#indexOf(this.#mark) >= 0) this.#doubt("a boundary stands behind the closing one");
    return this.#keepLast(this.#mark.length - 1);
  }

  /** The official server reads nothing of a body without CR, and might read something else of one with both. */
  #refuseMixedLines(chunk: Uint8Array): void {
    if (!this.#isStrict || this.#lineBreak === "\r\n") return;
    this.#hasCarriageReturn ||= chunk.includes(carriageReturn);
    if (this.#lineBreak === "\n" && this.#hasCarriageReturn) throw unreadable("its lines end in two ways");
  }

  #doubt(what: string): void {
    if (this.#isStrict) throw unreadable(what);
  }

  /** Passes over all but the last bytes. */
  #keepLast(count: number): false {
    this.#at = Math.max(this.#at, this.#bytes.length - count);
    return false;
  }

  #indexOf(part: Uint8Array, from = this.#at): number {
    const { buffer, byteOffset, length } = this.#bytes;
    return Buffer.from(buffer, byteOffset, length).indexOf(part, from);
  }
}

/**
 * A reader for a body of this content type.
 *
 * @throws {TelegramError} 400 when the type names no boundary, or two.
 */
export function createMultipartReader(contentType: string, options: MultipartOptions): MultipartReader {
  const boundary = readBoundary(contentType);
  if (boundary === undefined) throw unreadable("its boundary is not clear");
  return new MultipartReader(boundary, options);
}

/** The boundary of a multipart content type; `undefined` when it has none, two, or one that is too long or not ASCII. */
export function readBoundary(contentType: string): string | undefined {
  const found = [
    ...contentType.matchAll(/;[ \t]*boundary[ \t]*=[ \t]*(?:"([^"\\]*)"|([^";,\s]*))[ \t]*(?=;|$)/gi),
  ];
  const boundary = found[0]?.[1] ?? found[0]?.[2] ?? "";
  const isSingle = contentType.match(/boundary[ \t]*=/gi)?.length === 1;
  // Whatever stands for other signs in a header, a body may hold it in another encoding.
  return isSingle && /^[\x20-\x7e]{1,70}$/.test(boundary) ? boundary : undefined;
}

/**
 * The boundary that the official server takes from a content type: what follows the first `boundary` and an equals
 * sign, up to a semicolon; `undefined` when it refuses the request.
 */
export function readServerBoundary(contentType: string): string | undefined {
  const word = contentType.toLowerCase().indexOf("boundary");
  const equals = word < 0 ? -1 : contentType.indexOf("=", word + "boundary".length);
  if (equals < 0) return undefined;
  const value = contentType.slice(equals + 1).split(";", 1)[0] ?? "";
  const isQuoted = value.length > 1 && value.startsWith('"') && value.endsWith('"');
  const boundary = isQuoted ? value.slice(1, -1) : value;
  return boundary === "" || boundary.length > 70 ? undefined : boundary;
}

interface Head extends MultipartPart {
  /** Whether readers may see other headers in it. */
  readonly isUnclear: boolean;
}

/** Half a line break that ends the header, or begins another field, to those who take it for a whole one. */
const hiddenField = /(?:\r(?!\n)|(?<!\r)\n)(?:[\r\n]|[ \t]*[!#-'*+.^_`|~\w-]+[ \t]*:)/;

function parseHead(text: string, lineBreak: "\r\n" | "\n"): Head {
  // A line that begins with a space continues the one before (RFC 5322 section 2.2.3).
  const fields = text.replaceAll(/\r?\n(?=[ \t])/g, " ").split(lineBreak).map(parseField);
  const find = (wanted: string) => fields.filter(([name]) => name === wanted).map(([, value]) => value);
  const [value, ...others] = find("content-disposition");
  const disposition = value === undefined ? undefined : parseDisposition(value);
  if (value === undefined || disposition === undefined) throw unreadable("a part has no name");
  const textNames = textNamesOf(value);
  const types = find("content-type");
  const isForm = types.some((type) => /form-urlencoded/i.test(type));
  return {
    ...disposition,
    contentType: types[0] ?? "",
    textNames,
    isEncoded: find("content-transfer-encoding").some((coding) => !/^(7bit|8bit|binary)$/i.test(coding)),
    isUnclear: others.length > 0 || types.length > 1 || (isForm && textNames.size > 0) ||
      (lineBreak === "\r\n" && hiddenField.test(text)),
  };
}

function parseField(line: string): readonly [name: string, value: string] {
  const match = /^([!#-'*+.^_`|~\w-]+):([^]*)$/.exec(line);
  if (match === null) throw unreadable("a part's header is malformed");
  return [(match[1] ?? "").toLowerCase(), (match[2] ?? "").trim()];
}

function unreadable(why: string): TelegramError {
  return new TelegramError(400, `Bad Request: can't read the multipart body: ${why}`);
}
