/**
 * Whether a file's path, decoded, stays where it points: no segment leads up or nowhere, and none could be taken for
 * two by a server that knows backslashes.
 */
export function isStraightPath(path: string): boolean {
  if (path === "" || path.includes("\\") || path.includes("\0")) return false;
  return !path.split("/").some((segment) =>
    segment === "." || segment === ".." || /^(\.|%2e){1,2}$/i.test(segment)
  );
}

/** The path as it is in a URL. */
export function encodeFilePath(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/").replaceAll("%3A", ":");
}

/**
 * The part of an absolute path behind the folder of the bot with this token; `undefined` when the path names no such
 * folder. What precedes it does not matter: a server in a container sees its folder under another name.
 */
export function pathInsideBotFolder(path: string, token: string): string | undefined {
  const segments = path.split("/");
  const names = botFolderNames(token);
  const folder = segments.findIndex((segment) => names.includes(segment));
  return folder < 0 ? undefined : segments.slice(folder + 1).join("/");
}

/** How the folder of a bot is called: by its token, with `~` for the colon where file systems know none. */
export function botFolderNames(token: string): readonly string[] {
  return [token, token.replace(":", "~")];
}
