import { cleanFileName } from "./clean_file_name.ts";
import { drawPlaceholder } from "./draw_picture.ts";
import { fileIds, type FileKind, type StoredFile, type StoredThumbnail } from "./file_store.ts";
import { type ImageSize, readImageSize } from "./image_size.ts";
import type { Fields } from "./bot_api_objects.ts";
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

const defaultNames: Readonly<Record<MediaType, { readonly fileName: string; readonly mimeType: string }>> = {
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

/** Maximum sides of the sizes that Telegram makes of a photo: `s`, `m`, `x` and `y`. */
const photoSides = [90, 320, 800, 1280];
const defaultPhotoSize: ImageSize = { width: 800, height: 600 };
/** Maximum side of a thumbnail. */
const thumbnailSide = 320;
/** Sizes of thumbnails of what the sandbox cannot look into. */
const placeholders: Partial<Readonly<Record<MediaType, ImageSize>>> = {
  video: { width: 320, height: 180 },
  animation: { width: 320, height: 180 },
  live_photo: { width: 320, height: 180 },
  video_note: { width: 240, height: 240 },
  sticker: { width: 128, height: 128 },
};

/** Stores a file under the kind of content it is sent as, with its thumbnail. */
export function storeFile(world: World, type: MediaType, file: IncomingFile): StoredFile {
  const defaults = defaultNames[type];
  return world.files.add(storedAs[type], {
    bytes: file.bytes,
    fileName: cleanFileName(file.fileName ?? "") || defaults.fileName,
    mimeType: file.mimeType || defaults.mimeType,
    thumbnail: storeThumbnail(world, type, file),
  });
}

/** A picture that is sent as a file has itself for its thumbnail: the sandbox does not scale. */
function storeThumbnail(world: World, type: MediaType, { bytes }: IncomingFile): StoredThumbnail | undefined {
  const own = type === "document" ? readImageSize(bytes) : undefined;
  const size = own === undefined ? placeholders[type] : fitInto(own, thumbnailSide);
  if (size === undefined) return undefined;
  const picture = own === undefined ? drawPlaceholder(size) : bytes;
  const file = world.files.add("thumbnail", {
    bytes: picture,
    fileName: "thumbnail.png",
    mimeType: "image/png",
  });
  return { file, ...size };
}

/** A thumbnail as messages tell of it. */
function describeThumbnail({ file, width, height }: StoredThumbnail): Fields {
  return { ...fileIds("thumbnail", file), file_size: file.bytes.length, width, height };
}

/** The uploaded picture as a thumbnail. */
export function toThumbnail(file: StoredFile): Fields {
  return describeThumbnail({
    file,
    ...fitInto(readImageSize(file.bytes) ?? defaultPhotoSize, thumbnailSide),
  });
}

function fitInto({ width, height }: ImageSize, side: number): ImageSize {
  const scale = Math.min(side / Math.max(width, height), 1);
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
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
    ...thumbnailOf(file, facts),
    file_size: file.bytes.length,
  };
  if (type === "animation") {
    // Old programs look for an animation among the documents.
    const { file_id, file_unique_id, file_name, mime_type, file_size, thumbnail } = described;
    return {
      animation: described,
      document: { file_id, file_unique_id, file_name, mime_type, file_size, thumbnail },
    };
  }
  return { [type]: described };
}

/** The thumbnail that was sent along, else the one that was made. */
function thumbnailOf(file: StoredFile, facts: Fields): Fields {
  if (facts.thumbnail !== undefined) return { thumbnail: facts.thumbnail };
  return file.thumbnail === undefined ? {} : { thumbnail: describeThumbnail(file.thumbnail) };
}

/** The sizes of a picture, smallest first. The sandbox does not scale: all hold the same bytes. */
export function photoSizes(file: StoredFile): Fields[] {
  const size = readImageSize(file.bytes) ?? defaultPhotoSize;
  const longSide = Math.max(size.width, size.height);
  const smaller = photoSides.filter((side) => side < longSide);
  const sides = smaller.length === photoSides.length ? smaller : [...smaller, longSide];
  return sides.map((side, index) => ({
    ...fileIds("photo", file, index + 1),
    file_size: file.bytes.length,
    ...fitInto(size, side),
  }));
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
