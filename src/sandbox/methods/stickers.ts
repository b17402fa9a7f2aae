import {
  arrayParameter,
  type Call,
  isFields,
  type Method,
  objectParameter,
  requiredText,
  requiredUserId,
} from "../call.ts";
import { fileIds, readFileId } from "../file_store.ts";
import { readInputFile, resolveInputFile } from "../input_file.ts";
import { describeMedia } from "../media.ts";
import type { Fields } from "../bot_api_objects.ts";
import { badRequest } from "../refusals.ts";
import type { StickerSet } from "../sticker_set.ts";

const maxStickers = 120;
const maxSets = 1_000;

/** Sticker sets. */
export const stickerMethods: Readonly<Record<string, Method>> = {
  getStickerSet: (call) => findSet(call),
  getCustomEmojiStickers: (call) => {
    const ids = arrayParameter(call, "custom_emoji_ids") ?? [];
    return [...call.world.stickerSets.values()].flatMap(({ stickers }) =>
      stickers.filter(({ custom_emoji_id }) => ids.includes(custom_emoji_id))
    );
  },
  uploadStickerFile,
  createNewStickerSet,
  addStickerToSet,
  replaceStickerInSet,
  deleteStickerFromSet: (call) => {
    const { set, index } = findSticker(call);
    set.stickers.splice(index, 1);
    return true;
  },
  setStickerPositionInSet: (call) => {
    const { set, index } = findSticker(call);
    const [sticker] = set.stickers.splice(index, 1);
    if (sticker !== undefined) set.stickers.splice(call.parameters.integer("position", 0), 0, sticker);
    return true;
  },
  setStickerEmojiList: (call) => {
    const emoji = arrayParameter(call, "emoji_list")?.[0];
    if (typeof emoji !== "string") throw badRequest("emoji list must be non-empty");
    return changeSticker(call, { emoji });
  },
  setStickerKeywords: (call) => changeSticker(call, {}),
  setStickerMaskPosition: (call) =>
    changeSticker(call, { mask_position: objectParameter(call, "mask_position") }),
  setStickerSetTitle: (call) => {
    findSet(call).title = requiredText(call, "title");
    return true;
  },
  setStickerSetThumbnail: (call) => findSet(call) !== undefined,
  setCustomEmojiStickerSetThumbnail: (call) => findSet(call) !== undefined,
  deleteStickerSet: (call) => call.world.stickerSets.delete(findSet(call).name),
};

async function uploadStickerFile(call: Call): Promise<unknown> {
  requiredUserId(call);
  const file = await readInputFile(call, "sticker", "sticker");
  return { ...fileIds("sticker", file), file_size: file.bytes.length };
}

async function createNewStickerSet(call: Call): Promise<unknown> {
  requiredUserId(call);
  const { world, bot, parameters } = call;
  const name = requiredText(call, "name");
  const isOwn = name.toLowerCase().endsWith(`_by_${bot.user.username?.toLowerCase()}`);
  if (!isOwn || !/^[a-z][a-z0-9_]{0,63}$/i.test(name)) {
    throw badRequest("invalid sticker set name is specified");
  }
  if (world.stickerSets.has(name)) throw badRequest("sticker set name is already occupied");
  if (world.stickerSets.size >= maxSets) throw badRequest("STICKERSETS_TOO_MUCH");
  const set: StickerSet = {
    name,
    title: requiredText(call, "title"),
    sticker_type: parameters.get("sticker_type") ?? "regular",
    stickers: [],
  };
  const stickers = arrayParameter(call, "stickers") ?? [];
  if (stickers.length === 0) throw badRequest("there are no stickers in the request");
  for (const sticker of stickers) set.stickers.push(await readSticker(call, sticker, set));
  world.stickerSets.set(name, set);
  return true;
}

async function addStickerToSet(call: Call): Promise<unknown> {
  const set = findSet(call);
  if (set.stickers.length >= maxStickers) throw badRequest("STICKERS_TOO_MUCH");
  set.stickers.push(await readSticker(call, objectParameter(call, "sticker"), set));
  return true;
}

async function replaceStickerInSet(call: Call): Promise<unknown> {
  const { set, index } = findSticker(call, "old_sticker");
  set.stickers[index] = await readSticker(call, objectParameter(call, "sticker"), set);
  return true;
}

async function readSticker(call: Call, asked: unknown, set: StickerSet): Promise<Fields> {
  if (!isFields(asked)) throw badRequest("can't parse InputSticker: Object expected");
  const emoji: unknown = Array.isArray(asked.emoji_list) ? asked.emoji_list[0] : undefined;
  if (typeof emoji !== "string") throw badRequest("sticker emoji list must be non-empty");
  const file = await resolveInputFile(call, asked.sticker, "sticker");
  const { sticker } = describeMedia("sticker", file, { emoji });
  return {
    ...(isFields(sticker) ? sticker : {}),
    type: set.sticker_type,
    set_name: set.name,
    ...(set.sticker_type === "custom_emoji" ? { custom_emoji_id: call.world.queries.createId() } : {}),
    ...(isFields(asked.mask_position) ? { mask_position: asked.mask_position } : {}),
  };
}

function changeSticker(call: Call, change: Fields): true {
  const { set, index } = findSticker(call);
  set.stickers[index] = { ...set.stickers[index], ...change };
  return true;
}

function findSet(call: Call): StickerSet {
  const set = call.world.stickerSets.get(requiredText(call, "name", "STICKERSET_INVALID"));
  if (set === undefined) throw badRequest("STICKERSET_INVALID");
  return set;
}

function findSticker(call: Call, name = "sticker"): { set: StickerSet; index: number } {
  const key = readFileId(requiredText(call, name))?.key;
  for (const set of call.world.stickerSets.values()) {
    const index = set.stickers.findIndex(({ file_unique_id }) =>
      typeof file_unique_id === "string" && key !== undefined && file_unique_id.slice(4, 12) === key
    );
    if (index >= 0) return { set, index };
  }
  throw badRequest("STICKER_INVALID");
}
