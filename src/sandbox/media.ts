import { fileIds, type FileKind, type StoredFile } from "./file_store.ts";
import { readImageSize } from "./image_size.ts";
import type { Fields } from "./model.ts";
import type { World } from "./world.ts";

/** Kinds of message content that carry a file, as their field in a Message is called. */
export type MediaType =
  | "photo"
  | "document"
  | "video"
  | "audio"
  | "voice"
  | "animation"
  | "video_note"
  | "sticker"
  | "live_photo";

/** A file on its way in. */
export interface IncomingFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly fileName?: string;
  readonly mimeType?: string;
}

/** Under which kind of file id each type of content is kept. */
export const storedAs: Readonly<Record<MediaType, FileKind>> = {
  photo: "photo",
  document: "document",
  video: "video",
  audio: "audio",
  voice: "voice",
  animation: "animation",
  video_note: "videoNote",
  sticker: "sticker",
  live_photo: "video",
};

const usualNames: Readonly<Record<MediaType, { readonly fileName: string; readonly mimeType: string }>> = {
  photo: { fileName: "photo.jpg", mimeType: "image/jpeg" },
  document: { fileName: "file", mimeType: "application/octet-stream" },
  video: { fileName: "video.mp4", mimeType: "video/mp4" },
  audio: { fileName: "audio.mp3", mimeType: "audio/mpeg" },
  voice: { fileName: "voice.oga", mimeType: "audio/ogg" },
  animation: { fileName: "animation.mp4", mimeType: "video/mp4" },
  video_note: { fileName: "video_note.mp4", mimeType: "video/mp4" },
  sticker: { fileName: "sticker.webp", mimeType: "image/webp" },
  live_photo: { fileName: "live_photo.mp4", mimeType: "video/mp4" },
};

const thumbnailSide = 90;

/** Stores a file under the kind of content it is sent as. */
export function storeFile(world: World, type: MediaType, file: IncomingFile): StoredFile {
  const usual = usualNames[type];
  return world.files.add(storedAs[type], {
    bytes: file.bytes,
    fileName: file.fileName || usual.fileName,
    mimeType: file.mimeType || usual.mimeType,
  });
}

/** Stores a file and describes it as the content of a Message; `facts` are what the sender says of it. */
export function toMediaContent(world: World, type: MediaType, file: IncomingFile, facts: Fields): Fields {
  return describeMedia(type, storeFile(world, type, file), facts);
}

/** The content of a Message that shows a stored file as `type`. */
export function describeMedia(type: MediaType, file: StoredFile, facts: Fields): Fields {
  if (type === "photo") return { photo: photoSizes(file) };
  const kind = storedAs[type];
  const described: Fields = {
    ...fileIds(kind, file),
    ...mediaFacts(type, file, facts),
    file_size: file.bytes.length,
  };
  if (type === "animation") {
    // Old programs look for an animation among the documents.
    const { file_id, file_unique_id, file_name, mime_type, file_size } = described;
    return { animation: described, document: { file_id, file_unique_id, file_name, mime_type, file_size } };
  }
  return { [type]: described };
}

/** The sizes of a picture, smallest first. The sandbox does not scale: all hold the same bytes. */
export function photoSizes(file: StoredFile): Fields[] {
  const { width, height } = readImageSize(file.bytes) ?? { width: 800, height: 600 };
  const full = { ...fileIds("photo", file, 2), file_size: file.bytes.length, width, height };
  const longest = Math.max(width, height);
  if (longest <= thumbnailSide) return [full];
  const scale = thumbnailSide / longest;
  return [
    {
      ...fileIds("photo", file, 1),
      file_size: file.bytes.length,
      width: Math.max(1, Math.round(width * scale)),
      height: Math.max(1, Math.round(height * scale)),
    },
    full,
  ];
}

function mediaFacts(type: MediaType, file: StoredFile, facts: Fields): Fields {
  const duration = { duration: facts.duration ?? 1 };
  const named = { file_name: file.fileName, mime_type: file.mimeType };
  const size = { width: facts.width ?? 640, height: facts.height ?? 360 };
  switch (type) {
    case "video":
    case "animation":
      return { ...size, ...duration, ...named };
    case "audio": {
      const { performer, title } = facts;
      return {
        ...duration,
        ...(performer === undefined ? {} : { performer }),
        ...(title === undefined ? {} : { title }),
        ...named,
      };
    }
    case "voice":
      return { ...duration, mime_type: file.mimeType };
    case "video_note":
      return { length: facts.length ?? 240, ...duration };
    case "live_photo":
      return { ...size, ...duration, mime_type: file.mimeType };
    case "sticker":
      return {
        type: "regular",
        width: 512,
        height: 512,
        is_animated: file.mimeType === "application/x-tgsticker",
        is_video: file.mimeType === "video/webm",
        ...(facts.emoji === undefined ? {} : { emoji: facts.emoji }),
      };
    default:
      return named;
  }
}
