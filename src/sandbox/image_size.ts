/** Pixels of a picture. */
export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

/** Reads the size out of the head of a PNG, GIF or JPEG file; `undefined` for anything else. */
export function readImageSize(bytes: Uint8Array): ImageSize | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length >= 24 && view.getUint32(0) === 0x89504e47) {
    return toSize(view.getUint32(16), view.getUint32(20));
  }
  if (bytes.length >= 10 && view.getUint32(0) === 0x47494638) {
    return toSize(view.getUint16(6, true), view.getUint16(8, true));
  }
  return bytes.length >= 4 && view.getUint16(0) === 0xffd8 ? readJpegSize(view) : undefined;
}

function readJpegSize(view: DataView): ImageSize | undefined {
  let at = 2;
  while (at + 9 < view.byteLength && view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1);
    // Start-of-frame markers hold the size; C4, C8 and CC are other tables.
    if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) {
      return toSize(view.getUint16(at + 7), view.getUint16(at + 5));
    }
    at += 2 + view.getUint16(at + 2);
  }
  return undefined;
}

function toSize(width: number, height: number): ImageSize | undefined {
  return width > 0 && height > 0 ? { width, height } : undefined;
}
