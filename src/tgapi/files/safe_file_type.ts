/** What a file may be shown as: types that no browser runs. */
interface SafeFileType {
  readonly contentType: string;
  /** Without a dot. */
  readonly extension: string;
}

/** The first bytes that tell a type; `undefined` stands for any byte. */
type Signature = readonly (number | undefined)[];

function ascii(text: string): number[] {
  return [...text].map((character) => character.charCodeAt(0));
}

const any4: Signature = [undefined, undefined, undefined, undefined];
const anything: SafeFileType = { contentType: "application/octet-stream", extension: "bin" };

/** Told by content, never by name: what somebody calls a picture may be a page. */
const signatures: readonly (readonly [Signature, SafeFileType])[] = [
  [[0xff, 0xd8, 0xff], { contentType: "image/jpeg", extension: "jpg" }],
  [[0x89, ...ascii("PNG\r\n\x1a\n")], { contentType: "image/png", extension: "png" }],
  [ascii("GIF87a"), { contentType: "image/gif", extension: "gif" }],
  [ascii("GIF89a"), { contentType: "image/gif", extension: "gif" }],
  [[...ascii("RIFF"), ...any4, ...ascii("WEBP")], { contentType: "image/webp", extension: "webp" }],
  [[...ascii("RIFF"), ...any4, ...ascii("WAVE")], { contentType: "audio/wav", extension: "wav" }],
  [[...any4, ...ascii("ftypM4A")], { contentType: "audio/mp4", extension: "m4a" }],
  [[...any4, ...ascii("ftypqt")], { contentType: "video/quicktime", extension: "mov" }],
  [[...any4, ...ascii("ftypavif")], { contentType: "image/avif", extension: "avif" }],
  [[...any4, ...ascii("ftyp")], { contentType: "video/mp4", extension: "mp4" }],
  [[0x1a, 0x45, 0xdf, 0xa3], { contentType: "video/webm", extension: "webm" }],
  [ascii("OggS"), { contentType: "audio/ogg", extension: "oga" }],
  [ascii("ID3"), { contentType: "audio/mpeg", extension: "mp3" }],
  [[0xff, 0xfb], { contentType: "audio/mpeg", extension: "mp3" }],
  [ascii("fLaC"), { contentType: "audio/flac", extension: "flac" }],
];

/** Bytes at the start of a file that are enough to tell its type. */
export const typeBytes: number = Math.max(...signatures.map(([signature]) => signature.length));

/** The type that the first bytes of a file tell, from a closed list; `application/octet-stream` for everything else. */
export function safeFileType(start: Uint8Array): SafeFileType {
  return signatures.find(([signature]) => fits(signature, start))?.[1] ?? anything;
}

function fits(signature: Signature, start: Uint8Array): boolean {
  return signature.every((byte, index) => byte === undefined ? index < start.length : byte === start[index]);
}
