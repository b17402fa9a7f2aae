import { type FieldKind, type FieldName, toFieldName } from "./field_name.ts";

const tokenText = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const valueText = /^(?:[\x21-\x7e\x80-\xff](?:[\t\x20-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?)?$/;

/** What surrounds name and value in a line. */
const markLength = ": \r\n".length;

/**
 * Fields of a message in their order: names as sent and in lower case, values as text of one character a byte. Every
 * list is fit to be written: what `append` takes was checked, and so was what a parser found.
 */
export class HeaderList {
  readonly #names: FieldName[];
  readonly #values: string[];
  /** Text of the message that fields were parsed from, and where in it the line of each starts; -1 for none. */
  readonly #text: string;
  readonly #starts: number[];

  /**
   * A list of fields that a parser found. `starts` tells where in `text`, the message, the line of each starts, written as
   * this list writes lines; -1 for a line in another form. The arrays belong to the list.
   */
  constructor(text = "", names: FieldName[] = [], values: string[] = [], starts: number[] = []) {
    this.#text = text;
    this.#names = names;
    this.#values = values;
    this.#starts = starts;
  }

  /** @throws {TypeError} as {@linkcode append} does. */
  static of(...fields: readonly (readonly [name: string, value: string])[]): HeaderList {
    const list = new HeaderList();
    for (const [name, value] of fields) list.append(name, value);
    return list;
  }

  /**
   * The fields of a `Request` or `Response`.
   *
   * @throws {TypeError} where one holds what the runtime lets pass and cannot be sent on.
   */
  static from(headers: Headers): HeaderList {
    const list = new HeaderList();
    // Not for-of, which takes eight times as long on Deno.
    headers.forEach((value, name) => list.append(name, value));
    return list;
  }

  /** Fields in the list. */
  get length(): number {
    return this.#names.length;
  }

  /** Name of the field at `index`, as it was sent. */
  nameAt(index: number): string {
    return this.#names[index]!.name;
  }

  /** Name of the field at `index`, in lower case. */
  lowerNameAt(index: number): string {
    return this.#names[index]!.lower;
  }

  /** What the wire itself does with the field at `index`. */
  kindAt(index: number): FieldKind {
    return this.#names[index]!.kind;
  }

  /** Value of the field at `index`, without white space around it. */
  valueAt(index: number): string {
    return this.#values[index]!;
  }

  /** Names in lower case, each with its value, in order. */
  *[Symbol.iterator](): Generator<[lowerName: string, value: string]> {
    for (let index = 0; index < this.#names.length; index++) {
      yield [this.#names[index]!.lower, this.#values[index]!];
    }
  }

  /** The value under `lowerName`, those of a field that occurs several times joined; undefined for none. */
  get(lowerName: string): string | undefined {
    let found: string | undefined;
    for (let index = 0; index < this.#names.length; index++) {
      if (this.#names[index]!.lower !== lowerName) continue;
      found = found === undefined ? this.#values[index]! : `${found}, ${this.#values[index]!}`;
    }
    return found;
  }

  /** Whether there is a field called `lowerName`. */
  has(lowerName: string): boolean {
    return this.#indexOf(lowerName) >= 0;
  }

  /** @throws {TypeError} when `name` is no token, or `value` holds what no field may hold, such as a line break. */
  append(name: string, value: string): void {
    if (!tokenText.test(name)) throw new TypeError("Cannot send a header field: its name is not a token");
    if (!valueText.test(value)) {
      throw new TypeError(
        `Cannot send the header field ${name}: its value holds characters that are not allowed`,
      );
    }
    this.appendParsed(toFieldName(name), value);
  }

  /** Like {@linkcode append}, for what was checked already. */
  appendParsed(name: FieldName, value: string): void {
    this.#names.push(name);
    this.#values.push(value);
    this.#starts.push(-1);
  }

  /** Puts a field in the place of all of its name. */
  set(name: string, value: string): void {
    this.delete(name.toLowerCase());
    this.append(name, value);
  }

  /** Another list of the same fields. */
  copy(): HeaderList {
    return new HeaderList(this.#text, this.#names.slice(), this.#values.slice(), this.#starts.slice());
  }

  /** Removes every field called `lowerName`. */
  delete(lowerName: string): void {
    if (this.has(lowerName)) this.deleteWhere(({ lower }) => lower === lowerName);
  }

  /** Removes the fields to whose name `isDropped` says true. */
  deleteWhere(isDropped: (name: FieldName) => boolean): void {
    const names = this.#names;
    const values = this.#values;
    const starts = this.#starts;
    let kept = 0;
    for (let index = 0; index < names.length; index++) {
      const name = names[index]!;
      if (isDropped(name)) continue;
      if (kept !== index) {
        names[kept] = name;
        values[kept] = values[index]!;
        starts[kept] = starts[index]!;
      }
      kept++;
    }
    if (kept === names.length) return;
    names.length = kept;
    values.length = kept;
    starts.length = kept;
  }

  /**
   * The lines of the fields to whose name `isWritten` says true, each with its line break. Neighbours leave as they came,
   * in one piece: a text of many pieces takes three times as long to write.
   */
  write(isWritten: (name: FieldName) => boolean): string {
    let text = "";
    let runStart = -1;
    let runEnd = -1;
    for (let index = 0; index < this.#names.length; index++) {
      const name = this.#names[index]!;
      if (!isWritten(name)) continue;
      const value = this.#values[index]!;
      const start = this.#starts[index]!;
      if (start < 0 || start !== runEnd) {
        if (runStart >= 0) text += this.#text.slice(runStart, runEnd);
        runStart = start;
        runEnd = start;
      }
      if (start < 0) text += name.name + ": " + value + "\r\n";
      else runEnd += name.name.length + value.length + markLength;
    }
    return runStart < 0 ? text : text + this.#text.slice(runStart, runEnd);
  }

  /** All field lines, each with its line break. */
  serialise(): string {
    return this.write(() => true);
  }

  #indexOf(lowerName: string): number {
    for (let index = 0; index < this.#names.length; index++) {
      if (this.#names[index]!.lower === lowerName) return index;
    }
    return -1;
  }
}
