import { concatBytes } from "../base/bytes.ts";
import type { ImageSize } from "./image_size.ts";

const demoSide = 64;
const signature = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Red, green and blue of two colours. */
type Palette = Uint8Array;

/** A small picture: a garden bed in two random greens. */
export function drawDemoPicture(random: () => number): Uint8Array<ArrayBuffer> {
  const palette = new Uint8Array([40, 90 + random() * 120, 40, 110, 150 + random() * 100, 60]);
  return drawStripes({ width: demoSide, height: demoSide }, palette);
}

/** What stands for a frame of a video, which the sandbox cannot read: grey stripes. */
export function drawPlaceholder(size: ImageSize): Uint8Array<ArrayBuffer> {
  return drawStripes(size, new Uint8Array([96, 96, 96, 160, 160, 160]));
}

/** A PNG file of upright stripes, a few kilobytes large. */
function drawStripes({ width, height }: ImageSize, palette: Palette): Uint8Array<ArrayBuffer> {
  // One bit per pixel: rows of a filter byte and their pixels.
  const row = new Uint8Array(1 + Math.ceil(width / 8)).fill(0x33, 1);
  const pixels = concatBytes(Array.from({ length: height }, () => row));
  const head = new Uint8Array(13);
  const view = new DataView(head.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  head.set([1, 3], 8);
  return concatBytes([
    signature,
    chunk("IHDR", head),
    chunk("PLTE", palette),
    chunk("IDAT", storeZlib(pixels)),
    chunk("IEND", new Uint8Array()),
  ]);
}

function chunk(name: string, data: Uint8Array): Uint8Array {
  const body = concatBytes([new TextEncoder().encode(name), data]);
  return concatBytes([uint32(data.length), body, uint32(crc32(body))]);
}

/** A zlib stream with one block that is not compressed. */
function storeZlib(data: Uint8Array): Uint8Array {
  const length = data.length;
  const head = new Uint8Array([
    0x78,
    0x01,
    1,
    length & 255,
    length >> 8,
    ~length & 255,
    (~length >> 8) & 255,
  ]);
  return concatBytes([head, data, uint32(adler32(data))]);
}

function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value >>> 0);
  return bytes;
}

function crc32(data: Uint8Array): number {
  let crc = ~0;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}

function adler32(data: Uint8Array): number {
  let low = 1;
  let high = 0;
  for (const byte of data) {
    low = (low + byte) % 65521;
    high = (high + low) % 65521;
  }
  return high * 65536 + low;
}
