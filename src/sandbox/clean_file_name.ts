/** Maximum length of a name without its extension, and of the extension, in characters. */
const maxStem = 64;
const maxExtension = 16;

/**
 * The name of a file as Telegram keeps it (tdlib's `clean_filename`): without the folders before it, without signs that
 * file systems give a meaning, and not too long. Empty when nothing is left.
 */
export function cleanFileName(name: string): string {
  const file = name.slice(Math.max(name.lastIndexOf("/"), name.lastIndexOf("\\")) + 1);
  const dot = file.lastIndexOf(".");
  // A dot at the start begins no extension.
  const end = dot > 0 ? dot : file.length;
  const stem = cleanPart(file.slice(0, end), maxStem);
  const extension = cleanPart(file.slice(end + 1), maxExtension);
  return [stem, extension].filter((part) => part !== "").join(".");
}

function cleanPart(part: string, maxLength: number): string {
  const cleaned = part.replace(/[^\x20-\x7e\p{L}\p{N}]|[<>:"/\\|?*&`']/gu, " ").replace(/^[ .]+/, "");
  return [...cleaned].slice(0, maxLength).join("").replace(/[ .]+$/, "");
}
