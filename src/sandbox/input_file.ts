import { type Call, isFields } from "./call.ts";
import { download } from "./download.ts";
import { fileKinds, readFileId, type StoredFile } from "./file_store.ts";
import { type MediaType, storedAs, storeFile } from "./media.ts";
import { badRequest } from "./refusals.ts";

const kindNames: Readonly<Record<string, string>> = {
  photo: "Photo",
  document: "Document",
  video: "Video",
  audio: "Audio",
  voice: "VoiceNote",
  animation: "Animation",
  videoNote: "VideoNote",
  sticker: "Sticker",
  thumbnail: "Thumbnail",
  profilePhoto: "ProfilePhoto",
};

/** The file that parameter `name` brings: an uploaded part, `attach://part`, a `file_id`, or a URL to download. */
export async function readInputFile(call: Call, name: string, type: MediaType): Promise<StoredFile> {
  const part = call.parameters.files.get(name);
  if (part !== undefined) return storeFile(call.world, type, toIncoming(part));
  const text = call.parameters.get(name);
  if (text === undefined) throw badRequest(`there is no ${name.replaceAll("_", " ")} in the request`);
  return await resolveInputFile(call, text, type);
}

/** The file that `text` names: `attach://part`, a `file_id`, or a URL to download. */
export async function resolveInputFile(call: Call, text: unknown, type: MediaType): Promise<StoredFile> {
  const named = typeof text === "string" ? text.trim() : isFields(text) ? text.media : "";
  if (typeof named !== "string" || named === "") throw badRequest("media not found");
  if (named.startsWith("attach://")) {
    const part = call.parameters.files.get(named.slice("attach://".length));
    if (part === undefined) throw badRequest("wrong file identifier/HTTP URL specified");
    return storeFile(call.world, type, toIncoming(part));
  }
  if (/^https?:\/\//i.test(named)) return storeFile(call.world, type, await download(call, named));
  return findStored(call, named, type);
}

/** The file behind a `file_id` of this bot. */
function findStored({ world, bot }: Call, fileId: string, type: MediaType): StoredFile {
  const read = readFileId(fileId);
  const file = read?.botTag === bot.fileTag ? world.files.byKey(read.key) : undefined;
  if (read === undefined || file === undefined) throw badRequest("wrong file identifier/HTTP URL specified");
  const wanted = storedAs[type];
  const isSame = fileKinds[read.kind] === fileKinds[wanted];
  // An animation is a document as well.
  if (!isSame && !(read.kind === "animation" && wanted === "document")) {
    throw badRequest(`can't use file of type ${kindNames[read.kind]} as ${kindNames[wanted]}`);
  }
  return file;
}

function toIncoming(part: { filename: string; contentType: string; bytes: Uint8Array }) {
  return { bytes: new Uint8Array(part.bytes), fileName: part.filename, mimeType: part.contentType };
}
