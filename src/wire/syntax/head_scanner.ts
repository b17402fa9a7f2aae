import { Buffer } from "node:buffer";
import { isTokenByte, isValueByte } from "./byte_class.ts";
import { type FieldName, fieldNameAt } from "../../base/field_name.ts";
import { HeaderList } from "../../base/header_list.ts";
import type { HeadLimits, HeadRules } from "./head_rules.ts";
import { MalformedMessage } from "./malformed_message.ts";

const cr = 0x0d;
const lf = 0x0a;
const colon = 0x3a;
const space = 0x20;
const tab = 0x09;

/** Numbers that are kept for each field: where its name and its value start and end, the hash of its name, the line's end. */
const marksPerField = 6;

type Phase =
  | typeof beforeStart
  | typeof beforeStartLf
  | typeof inStartLine
  | typeof startLineLf
  | typeof atLine
  | typeof inName
  | typeof beforeValue
  | typeof inValue
  | typeof valueLf
  | typeof endLf;
const beforeStart = 0;
const beforeStartLf = 1;
const inStartLine = 2;
const startLineLf = 3;
const atLine = 4;
const inName = 5;
const beforeValue = 6;
const inValue = 7;
const valueLf = 8;
const endLf = 9;

/**
 * Finds the end of a head in bytes that come in pieces, and where each field stands. Each byte is looked at once; what
 * is not allowed is refused at the byte that shows it. A head that comes in one piece, as most do, is not copied.
 */
export class HeadScanner {
  readonly #limits: HeadLimits;
  readonly #rules: HeadRules;
  #marks = new Int32Array(32 * marksPerField);
  /** Start of a head that has not come whole: `#pendingBytes` of them. */
  #pending: Buffer | undefined;
  #pendingBytes = 0;
  /** The array that the marks point into. */
  #bytes: Uint8Array = new Uint8Array(0);
  /** Where the start line starts; before it has begun, where the head does. */
  #start = 0;
  #startLineEnd = 0;
  #phase: Phase = beforeStart;
  #fields = 0;
  #nameStart = 0;
  #nameEnd = 0;
  #valueStart = 0;
  #hash = 0;

  constructor(limits: HeadLimits, rules: HeadRules) {
    this.#limits = limits;
    this.#rules = rules;
  }

  /** Whether a head has begun that is not whole. */
  get isWithin(): boolean {
    return this.#phase !== beforeStart;
  }

  /**
   * Reads on at `from`. Returns where the bytes after the head start, or -1 when all of `chunk` was taken and the head is
   * not whole; `chunk` is not kept then.
   *
   * @throws {MalformedMessage}
   */
  scan(chunk: Uint8Array, from: number): number {
    const max = this.#limits.maxHeadBytes;
    if (this.#pending === undefined) {
      this.#bytes = chunk;
      this.#start = from;
      const end = this.#run(chunk, from, Math.min(chunk.length, from + max));
      if (end >= 0) return end;
      if (chunk.length - from >= max) throw this.#tooLarge();
      this.#keep(chunk, from, chunk.length);
      return -1;
    }
    const held = this.#pendingBytes;
    const taken = Math.min(chunk.length - from, max - held);
    this.#keep(chunk, from, from + taken);
    const end = this.#run(this.#bytes, held, held + taken);
    if (end >= 0) return from + end - held;
    if (this.#pendingBytes >= max) throw this.#tooLarge();
    return -1;
  }

  /** Text of a whole head: its start line, and the field lines. */
  readText(): string {
    const end = this.#fields * marksPerField;
    return decodeLatin1(this.#bytes, this.#start, end === 0 ? this.#startLineEnd : this.#marks[end - 1]!);
  }

  /** The fields of a whole head, whose text is `text`. */
  readFields(text: string): HeaderList {
    const bytes = this.#bytes;
    const marks = this.#marks;
    const start = this.#start;
    const end = this.#fields * marksPerField;
    // All values are parts of one text: each decoding on its own would cost more than all of them.
    const names = new Array<FieldName>(this.#fields);
    const values = new Array<string>(this.#fields);
    const starts = new Array<number>(this.#fields);
    for (let mark = 0, index = 0; mark < end; mark += marksPerField, index++) {
      names[index] = fieldNameAt(bytes, marks[mark]!, marks[mark + 1]!, marks[mark + 4]!);
      const nameEnd = marks[mark + 1]!;
      const valueStart = marks[mark + 2]!;
      const valueEnd = marks[mark + 3]!;
      const lineEnd = marks[mark + 5]!;
      // Others are written anew, without the white space that not all read alike.
      const isUsual = valueStart === nameEnd + 2 && bytes[nameEnd + 1] === space &&
        valueEnd === lineEnd - 2 && bytes[valueEnd] === cr;
      starts[index] = isUsual ? marks[mark]! - start : -1;
      values[index] = text.slice(valueStart - start, valueEnd - start);
    }
    return new HeaderList(text, names, values, starts);
  }

  /** Makes ready for the next head. */
  reset(): void {
    this.#pending = undefined;
    this.#pendingBytes = 0;
    this.#bytes = noBytes;
    this.#start = 0;
    this.#phase = beforeStart;
    this.#fields = 0;
  }

  #keep(chunk: Uint8Array, from: number, to: number): void {
    const needed = this.#pendingBytes + to - from;
    const before = this.#pending;
    if (before === undefined) {
      this.#pending = Buffer.allocUnsafe(Math.max(1024, needed));
      // Marks made so far point into `chunk`.
      this.#shift(from);
    } else if (needed > before.length) {
      this.#pending = Buffer.allocUnsafe(
        Math.min(this.#limits.maxHeadBytes, Math.max(needed, before.length * 2)),
      );
      this.#pending.set(before.subarray(0, this.#pendingBytes));
    }
    this.#pending!.set(chunk.subarray(from, to), this.#pendingBytes);
    this.#pendingBytes = needed;
    this.#bytes = this.#pending!;
  }

  #shift(by: number): void {
    for (let mark = 0; mark < this.#fields * marksPerField; mark++) {
      if (mark % marksPerField !== 4) this.#marks[mark]! -= by;
    }
    this.#start -= by;
    this.#startLineEnd -= by;
    this.#nameStart -= by;
    this.#nameEnd -= by;
    this.#valueStart -= by;
  }

  #run(bytes: Uint8Array, from: number, to: number): number {
    let index = from;
    while (index < to) {
      switch (this.#phase) {
        case beforeStart:
          if (bytes[index] === cr) this.#phase = beforeStartLf;
          else if (bytes[index] === lf) throw this.#badLineEnding();
          else {
            this.#rules.checkFirstByte(bytes[index]!);
            this.#start = index;
            this.#phase = inStartLine;
            continue;
          }
          if (index - this.#start >= this.#rules.maxLeadingBytes) throw this.#badLineEnding();
          index++;
          break;
        case beforeStartLf:
          if (bytes[index++] !== lf) throw this.#badLineEnding();
          this.#phase = beforeStart;
          break;
        case inStartLine:
          index = this.#runStartLine(bytes, index, to);
          break;
        case startLineLf:
        case valueLf:
          if (bytes[index++] !== lf) throw this.#badLineEnding();
          this.#phase = atLine;
          break;
        case atLine:
          index = this.#runWholeLines(bytes, index, to);
          if (index === to) break;
          if (bytes[index] === lf && this.#rules.takesBareLf) return index + 1;
          index = this.#startLine(bytes[index]!, index);
          break;
        case inName:
          index = this.#runName(bytes, index, to);
          break;
        case beforeValue:
          while (index < to && (bytes[index] === space || bytes[index] === tab)) index++;
          this.#valueStart = index;
          if (index < to) this.#phase = inValue;
          break;
        case inValue:
          index = this.#runValue(bytes, index, to);
          break;
        case endLf:
          if (bytes[index] !== lf) throw this.#badLineEnding();
          return index + 1;
      }
    }
    return -1;
  }

  #runStartLine(bytes: Uint8Array, from: number, to: number): number {
    let index = from;
    const limit = Math.min(to, this.#start + this.#rules.maxStartLineBytes + 1);
    while (index < limit && isValueByte[bytes[index]!] === 1) index++;
    if (index - this.#start > this.#rules.maxStartLineBytes) throw this.#rules.startLineTooLong();
    if (index === to) return index;
    const isWhole = this.#endsHere(bytes[index]!);
    this.#rules.readStartLine(bytes, this.#start, index);
    this.#startLineEnd = index;
    this.#phase = isWhole ? atLine : startLineLf;
    return index + 1;
  }

  /**
   * Marks the field lines that are right and whole, most often all of them: in one loop a head takes two thirds of the
   * time. Returns where the first other line starts.
   */
  #runWholeLines(bytes: Uint8Array, from: number, to: number): number {
    let start = from;
    while (this.#fields < this.#limits.maxFields) {
      let index = start;
      let hash = 0;
      while (index < to && isTokenByte[bytes[index]!] === 1) hash = nextHash(hash, bytes[index++]!);
      if (index === start || index >= to || bytes[index] !== colon) break;
      const nameEnd = index++;
      while (index < to && (bytes[index] === space || bytes[index] === tab)) index++;
      const valueStart = index;
      while (index < to && isValueByte[bytes[index]!] === 1) index++;
      if (index + 1 >= to || bytes[index] !== cr || bytes[index + 1] !== lf) break;
      this.#mark(bytes, start, nameEnd, valueStart, index, hash);
      start = index + 2;
    }
    return start;
  }

  #startLine(byte: number, index: number): number {
    if (byte === cr) {
      this.#phase = endLf;
      return index + 1;
    }
    if (byte === space || byte === tab) {
      throw new MalformedMessage(this.#rules.malformedStatus, "folded_field", "A header field is folded");
    }
    if (this.#fields === this.#limits.maxFields) {
      throw new MalformedMessage(
        this.#rules.tooLargeStatus,
        "too_many_fields",
        `The message has more than ${this.#limits.maxFields} header fields`,
      );
    }
    this.#nameStart = index;
    this.#hash = 0;
    this.#phase = inName;
    return index;
  }

  #runName(bytes: Uint8Array, from: number, to: number): number {
    let index = from;
    let hash = this.#hash;
    while (index < to) {
      const byte = bytes[index]!;
      if (isTokenByte[byte] !== 1) break;
      hash = nextHash(hash, byte);
      index++;
    }
    this.#hash = hash;
    if (index === to) return index;
    if (bytes[index] !== colon || index === this.#nameStart) {
      throw new MalformedMessage(
        this.#rules.malformedStatus,
        "bad_field_name",
        "A header field's name is malformed",
      );
    }
    this.#nameEnd = index;
    this.#phase = beforeValue;
    return index + 1;
  }

  #runValue(bytes: Uint8Array, from: number, to: number): number {
    let index = from;
    while (index < to && isValueByte[bytes[index]!] === 1) index++;
    if (index === to) return index;
    const isWhole = this.#endsHere(bytes[index]!);
    this.#mark(bytes, this.#nameStart, this.#nameEnd, this.#valueStart, index, this.#hash);
    // The mark of the line's end counts on CR LF.
    if (isWhole) this.#marks[this.#fields * marksPerField - 1]!--;
    this.#phase = isWhole ? atLine : valueLf;
    return index + 1;
  }

  /** Whether the byte behind a line's text ends it; false after CR, which LF has to follow. */
  #endsHere(byte: number): boolean {
    if (byte === cr) return false;
    if (byte === lf && this.#rules.takesBareLf) return true;
    throw this.#badByte(byte);
  }

  #mark(
    bytes: Uint8Array,
    nameStart: number,
    nameEnd: number,
    valueStart: number,
    lineEnd: number,
    hash: number,
  ): void {
    let valueEnd = lineEnd;
    while (valueEnd > valueStart && (bytes[valueEnd - 1] === space || bytes[valueEnd - 1] === tab)) {
      valueEnd--;
    }
    const at = this.#fields * marksPerField;
    if (at === this.#marks.length) {
      const grown = new Int32Array(at * 2);
      grown.set(this.#marks);
      this.#marks = grown;
    }
    const marks = this.#marks;
    marks[at] = nameStart;
    marks[at + 1] = nameEnd;
    marks[at + 2] = valueStart;
    marks[at + 3] = valueEnd;
    marks[at + 4] = hash;
    marks[at + 5] = lineEnd + 2;
    this.#fields++;
  }

  #badByte(byte: number): MalformedMessage {
    if (byte === lf) return this.#badLineEnding();
    return new MalformedMessage(
      this.#rules.malformedStatus,
      "bad_byte",
      "The message's head holds a control character",
    );
  }

  #badLineEnding(): MalformedMessage {
    return new MalformedMessage(
      this.#rules.malformedStatus,
      "bad_line_ending",
      "A line of the message's head does not end with CR LF",
    );
  }

  #tooLarge(): MalformedMessage {
    return new MalformedMessage(
      this.#rules.tooLargeStatus,
      "head_too_long",
      `The message's head is longer than ${this.#limits.maxHeadBytes} bytes`,
    );
  }
}

function nextHash(hash: number, byte: number): number {
  return (Math.imul(hash, 31) + byte) | 0;
}

const noBytes = new Uint8Array(0);

/** Text of the bytes from `start` to `end`, one character each. */
export function decodeLatin1(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.prototype.latin1Slice.call(bytes, start, end);
}
