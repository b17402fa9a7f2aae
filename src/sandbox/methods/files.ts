import { type Call, type Method, requiredText } from "../call.ts";
import { readFileId } from "../file_store.ts";
import { badRequest } from "../refusals.ts";

/** Telegram lets bots download files up to this size. */
const maxBytes = 20 * 1024 * 1024;

/** Looking files up. */
export const fileMethods: Readonly<Record<string, Method>> = { getFile };

function getFile(call: Call): unknown {
  const { world, bot } = call;
  const file_id = requiredText(call, "file_id", "file_id not specified");
  const read = readFileId(file_id);
  if (read === undefined) throw badRequest("invalid file_id");
  const file = read.botTag === bot.fileTag ? world.files.byKey(read.key) : undefined;
  if (file === undefined) throw badRequest("wrong file_id or the file is temporarily unavailable");
  if (file.bytes.length > maxBytes) throw badRequest("file is too big");
  return {
    file_id,
    file_unique_id: `AQAD${read.key}${file_id.slice(-4, -2)}`,
    file_size: file.bytes.length,
    file_path: file.path,
  };
}
