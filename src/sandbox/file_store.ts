import { fileTagMark } from "./file_tag.ts";
import type { ImageSize } from "./image_size.ts";

/** A stored file. */
export interface StoredFile {
  /** Eight characters that name it. */
  readonly key: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly fileName: string;
  readonly mimeType: string;
  /** As getFile tells it, relative to `/file/bot<token>/`. */
  readonly path: string;
  /** The small picture that stands for it, where Telegram makes one. */
  readonly thumbnail?: StoredThumbnail | undefined;
}

/** A small picture of a file. */
export interface StoredThumbnail extends ImageSize {
  readonly file: StoredFile;
}

/** What kind of file an id names; the text starts the id, as with Telegram. */
export const fileKinds = {
  thumbnail: "AAMC",
  photo: "AgAC",
  voice: "AwAC",
  video: "BAAC",
  document: "BQAC",
  sticker: "CAAC",
  audio: "CQAC",
  animation: "CgAC",
  videoNote: "DQAC",
  profilePhoto: "AQAD",
} as const;
export type FileKind = keyof typeof fileKinds;

const folders: Readonly<Record<FileKind, string>> = {
  thumbnail: "thumbnails",
  photo: "photos",
  voice: "voice",
  video: "videos",
  document: "documents",
  sticker: "stickers",
  audio: "music",
  animation: "animations",
  videoNote: "video_notes",
  profilePhoto: "profile_photos",
};

const idPattern = /^[A-D][A-Za-z]{3}AgADBAAD([a-z0-9]{8})([a-z0-9]{10})[a-z0-9]{2}BA$/;

/** File ids and the bytes behind them, within a budget. */
export class FileStore {
  readonly #maxBytes: number;
  readonly #byKey = new Map<string, StoredFile>();
  readonly #keyByPath = new Map<string, string>();
  #bytes = 0;
  #count = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Keeps a file; the oldest go when all together are too large. */
  add(
    kind: FileKind,
    file: Omit<StoredFile, "key" | "path">,
  ): StoredFile {
    const number = this.#count++;
    const stored: StoredFile = {
      ...file,
      key: number.toString(36).padStart(8, "0"),
      path: `${folders[kind]}/file_${number}${extensionOf(file.fileName, file.mimeType)}`,
    };
    this.#byKey.set(stored.key, stored);
    this.#keyByPath.set(stored.path, stored.key);
    this.#bytes += stored.bytes.length;
    this.#evict(stored);
    return stored;
  }

  byKey(key: string): StoredFile | undefined {
    return this.#byKey.get(key);
  }

  byPath(path: string): StoredFile | undefined {
    const key = this.#keyByPath.get(path);
    return key === undefined ? undefined : this.#byKey.get(key);
  }

  #evict(newest: StoredFile): void {
    for (const file of this.#byKey.values()) {
      if (this.#bytes <= this.#maxBytes || file === newest) return;
      this.#byKey.delete(file.key);
      this.#keyByPath.delete(file.path);
      this.#bytes -= file.bytes.length;
    }
  }
}

/** `file_id` and `file_unique_id` of a file. `variant` tells sizes of one picture apart. */
export function fileIds(
  kind: FileKind,
  file: StoredFile,
  variant = 0,
): { file_id: string; file_unique_id: string } {
  const size = variant.toString(36).padStart(2, "0");
  return {
    file_id: `${fileKinds[kind]}AgADBAAD${file.key}${fileTagMark}${size}BA`,
    file_unique_id: `AQAD${file.key}${size}`,
  };
}

/** Takes a `file_id` apart; `undefined` when it is not one. */
export function readFileId(text: string): { key: string; botTag: string; kind: FileKind } | undefined {
  const [, key, botTag] = idPattern.exec(text) ?? [];
  if (key === undefined || botTag === undefined) return undefined;
  const prefix = text.slice(0, 4);
  for (const kind of Object.keys(fileKinds)) {
    if (isFileKind(kind) && fileKinds[kind] === prefix) return { key, botTag, kind };
  }
  return undefined;
}

function isFileKind(text: string): text is FileKind {
  return text in fileKinds;
}

function extensionOf(fileName: string, mimeType: string): string {
  const dot = fileName.lastIndexOf(".");
  if (dot > 0 && /^\.[A-Za-z0-9]{1,8}$/.test(fileName.slice(dot))) return fileName.slice(dot);
  return extensions.get(mimeType) ?? "";
}

const extensions: ReadonlyMap<string, string> = new Map([
  ["image/jpeg", ".jpg"],
  ["image/png", ".png"],
  ["image/gif", ".gif"],
  ["image/webp", ".webp"],
  ["video/mp4", ".mp4"],
  ["audio/mpeg", ".mp3"],
  ["audio/ogg", ".oga"],
  ["text/plain", ".txt"],
  ["application/pdf", ".pdf"],
]);
