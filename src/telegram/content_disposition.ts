/** What a part of a multipart body is called, and whether it is a file. */
export interface Disposition {
  readonly name: string;
  /** Absent for a text part. */
  readonly filename: string | undefined;
}

type Parameter = readonly [key: string, value: string];

/**
 * Reads the value of `Content-Disposition` of a part, with or without quotes, `filename*` (RFC 5987) included.
 * `undefined` when it is not of a form, or names nothing.
 */
export function parseDisposition(value: string): Disposition | undefined {
  const text = parametersText(value);
  if (text === undefined) return undefined;
  // Where escapes leave no way to read it, they are none, as in `C:\dir\`; nor do quotes within `a"b.txt` end anything.
  const parameters = readEscaped(text) ?? readUnescaped(text) ?? splitEverywhere(text);
  const find = (wanted: string) => parameters.find(([key]) => key.toLowerCase() === wanted)?.[1];
  const name = find("name");
  if (!name) return undefined;
  return { name, filename: find("filename") ?? readExtended(find("filename*")) };
}

/**
 * The names under which some reader takes the part for a text; empty for what is a file to all. Readers differ: the
 * official server goes by exact keys and the last of them, knows no `filename*`, takes percent signs for escapes since
 * 2024, and before split at every semicolon; others stop at the first quote or ignore case.
 */
export function textNamesOf(value: string): ReadonlySet<string> {
  const names = new Set<string>();
  const text = parametersText(value);
  if (text === undefined) return names;
  for (const parameters of [readEscaped(text), readUnescaped(text), splitEverywhere(text)]) {
    if (parameters === undefined) continue;
    const exact = parameters.filter(([key]) => key === "name").at(-1)?.[1];
    if (exact !== undefined && !parameters.some(([key]) => key === "filename")) {
      names.add(exact).add(decodePercent(exact));
    }
    const loose = parameters.find(([key]) => key.toLowerCase() === "name")?.[1];
    if (loose !== undefined && !parameters.some(([key]) => /^filename\*?$/i.test(key))) names.add(loose);
  }
  return names;
}

/**
 * `text` for a quoted name of a part that we write: readers differ in how they take quotes, backslashes and line breaks
 * that are escaped, so there are none.
 */
export function toQuotable(text: string): string {
  return text.replaceAll('"', "'").replaceAll("\\", "/").replace(/[\r\n\0]/g, " ");
}

/** What follows `form-data;`. */
function parametersText(value: string): string | undefined {
  return /^[ \t]*form-data[ \t]*;([^]*)$/i.exec(value)?.[1];
}

function readEscaped(text: string): Parameter[] | undefined {
  return readQuoted(text, /^"((?:[^"\\]|\\[^])*)"/, (inner) => inner.replace(/\\([^])/g, "$1"));
}

function readUnescaped(text: string): Parameter[] | undefined {
  return readQuoted(text, /^"([^"]*)"/, (inner) => inner);
}

/** `undefined` when a quoted value has no end, or something else than a semicolon follows it. */
function readQuoted(
  text: string,
  quoted: RegExp,
  unquote: (inner: string) => string,
): Parameter[] | undefined {
  const parameters: Parameter[] = [];
  for (let rest = trimBlank(text); rest !== "";) {
    const equals = rest.indexOf("=");
    if (equals < 0) break;
    const key = trimBlank(rest.slice(0, equals));
    const from = trimBlank(rest.slice(equals + 1));
    const match = quoted.exec(from);
    if (match === null && from.startsWith('"')) return undefined;
    const end = match === null ? from.indexOf(";") : match[0].length;
    const token = end < 0 ? from : from.slice(0, end);
    const behind = end < 0 ? "" : trimBlank(from.slice(end));
    if (behind !== "" && !behind.startsWith(";")) return undefined;
    parameters.push([key, match === null ? trimBlank(token) : unquote(match[1] ?? "")]);
    rest = trimBlank(behind.slice(1));
  }
  return parameters;
}

function splitEverywhere(text: string): Parameter[] {
  return text.split(";").flatMap((piece): Parameter[] => {
    const equals = piece.indexOf("=");
    if (equals < 0) return [];
    const value = trimBlank(piece.slice(equals + 1));
    const isQuoted = value.length > 1 && value.startsWith('"') && value.endsWith('"');
    return [[trimBlank(piece.slice(0, equals)), isQuoted ? value.slice(1, -1) : value]];
  });
}

/** `utf-8''%E2%82%AC.txt`; as it is where it cannot be decoded. */
function readExtended(value: string | undefined): string | undefined {
  const encoded = value === undefined ? null : /^[\w-]*'[^']*'(.*)$/.exec(value);
  return encoded === null ? value : decodePercent(encoded[1] ?? "");
}

function decodePercent(text: string): string {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    // Names that matter are ASCII: other escapes may stay.
    return text.replace(/%([0-7][0-9a-f])/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  }
}

/** The official server's idea of white space. */
function trimBlank(text: string): string {
  return text.replace(/^[ \t\r\n\v\0]+/, "").replace(/[ \t\r\n\v\0]+$/, "");
}
