import type { Fields } from "./bot_api_objects.ts";

/** A `StickerSet` object. */
export interface StickerSet {
  readonly name: string;
  title: string;
  readonly sticker_type: string;
  readonly stickers: Fields[];
}
