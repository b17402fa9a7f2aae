/** Why a file could not be read, in a few words; its path is not among them where the system gives a code. */
export function describeFileError(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT" || code === "ENOTDIR") return "there is no such file";
  if (code === "EACCES" || code === "EPERM") return "permission denied";
  if (code === "EISDIR") return "it is a folder";
  if (typeof code === "string") return code;
  return error instanceof Error ? error.message : String(error);
}
