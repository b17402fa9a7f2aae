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

const notFound: BotApiPath = {
  kind: "notFound",
  token: "",
  consumerName: undefined,
  isTest: false,
  rest: "",
};

/**
 * What looks like a path of the Bot API, however its slashes and letters are written. The console's own `/bots` does
 * not.
 */
const botApiShape = /^\/+(?:tgapi(?:\/|$)|file\/+bot|bot(?!s(?:\/|$)))/i;
/** A base URL that ends with a slash doubles the one behind it. */
const address = /^\/+(?:tgapi\/+(?:c\/+([^/]+)\/+)?)?(file\/+)?bot([^/]*)\//;

/**
 * Takes a path of the Bot API apart; `undefined` for any other path. Paths are percent-decoded first, as the official
 * server does. Slashes around the prefix, the method and the token may be doubled; those inside the path of a file have
 * a meaning.
 */
export function parseBotApiPath(path: string): BotApiPath | undefined {
  if (!botApiShape.test(path)) return undefined;
  const decoded = decodePath(path);
  const match = decoded === undefined ? null : address.exec(decoded);
  if (decoded === undefined || match === null) return notFound;
  const [{ length }, consumerName, file, token = ""] = match;
  const rest = decoded.slice(length);
  if (file !== undefined) return { kind: "file", token, consumerName, isTest: false, rest };
  const method = trimSlashes(rest);
  const isTest = method.startsWith("test/") || (method === "test" && rest.endsWith("/"));
  return {
    kind: "method",
    token,
    consumerName,
    isTest,
    rest: isTest ? trimSlashes(method.slice("test".length)) : method,
  };
}

function decodePath(path: string): string | undefined {
  if (!path.includes("%")) return path;
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

/** Not by a pattern: one that tries every slash as the last takes a time that grows with their square. */
function trimSlashes(text: string): string {
  let start = 0;
  let end = text.length;
  while (text[start] === "/") start++;
  while (end > start && text[end - 1] === "/") end--;
  return text.slice(start, end);
}

/** The query string of a request's URL without `?`. A stray `#` belongs to it: servers know no fragments. */
export function rawQuery(url: string): string {
  const start = url.indexOf("?");
  if (start < 0) return "";
  const query = url.slice(start + 1);
  return query.includes("#") ? query.replaceAll("#", "%23") : query;
}
