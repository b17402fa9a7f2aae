/** What a path of the Bot API names, taken apart. Nothing in it is checked yet but its shape. */
export interface BotApiPath {
  /** `notFound`: under our prefix, but no path the Bot API knows. */
  readonly kind: "method" | "file" | "notFound";
  readonly token: string;
  /** The consumer of `/tgapi/c/<consumer>/…`. */
  readonly consumerName: string | undefined;
  /** `/bot<token>/test/<method>`: the test environment. */
  readonly isTest: boolean;
  /** The method as the caller spelled it, or the file's path without the slash behind the token; decoded. */
  readonly rest: string;
}

const prefix = "/tgapi/";
const consumerPrefix = "/tgapi/c/";
const notFound: BotApiPath = {
  kind: "notFound",
  token: "",
  consumerName: undefined,
  isTest: false,
  rest: "",
};

/**
 * Takes a path apart; `undefined` when it is not ours. Paths are percent-decoded first, as the official server does.
 * Without `/tgapi` only paths whose token begins with a digit or holds a colon are ours: pages live there too.
 */
export function parseBotApiPath(path: string): BotApiPath | undefined {
  const isPrefixed = path.startsWith(prefix);
  if (!isPrefixed && !isRootPath(path)) return undefined;
  const decoded = decodePath(path);
  if (decoded === undefined) return notFound;
  if (!isPrefixed) return splitPath(decoded, 0, undefined);
  if (!decoded.startsWith(consumerPrefix)) return splitPath(decoded, prefix.length - 1, undefined);
  const end = decoded.indexOf("/", consumerPrefix.length);
  if (end < 0) return notFound;
  return splitPath(decoded, end, decoded.slice(consumerPrefix.length, end));
}

/** Whether the path without prefix looks like a call, and not like a page of the console. */
function isRootPath(path: string): boolean {
  const start = path.startsWith("/bot") ? 4 : path.startsWith("/file/bot") ? 9 : -1;
  if (start < 0) return false;
  const first = path.charCodeAt(start);
  if (first >= 0x30 && first <= 0x39) return true;
  const end = path.indexOf("/", start);
  const token = end < 0 ? path.slice(start) : path.slice(start, end);
  return token.includes(":") || token.toLowerCase().includes("%3a");
}

function decodePath(path: string): string | undefined {
  if (!path.includes("%")) return path;
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

/** `start` is the index of the slash before `bot` or `file`. */
function splitPath(path: string, start: number, consumerName: string | undefined): BotApiPath {
  const isFile = path.startsWith("/file/bot", start);
  if (!isFile && !path.startsWith("/bot", start)) return notFound;
  const tokenStart = start + (isFile ? 9 : 4);
  const tokenEnd = path.indexOf("/", tokenStart);
  if (tokenEnd < 0) return notFound;
  const isTest = !isFile && path.startsWith("/test/", tokenEnd);
  return {
    kind: isFile ? "file" : "method",
    token: path.slice(tokenStart, tokenEnd),
    consumerName,
    isTest,
    rest: path.slice(tokenEnd + (isTest ? 6 : 1)),
  };
}

/** The query string of a request's URL without `?`. A stray `#` belongs to it: servers know no fragments. */
export function rawQuery(url: string): string {
  const start = url.indexOf("?");
  if (start < 0) return "";
  const query = url.slice(start + 1);
  return query.includes("#") ? query.replaceAll("#", "%23") : query;
}

/** Whether a method's name has only the characters that names of methods have. */
export function isMethodName(name: string): boolean {
  return /^[A-Za-z0-9_]+$/.test(name);
}
