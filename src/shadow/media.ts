import type { Fields } from "../sandbox/bot_api_objects.ts";
import { isFields } from "../sandbox/call.ts";
import { readCaption } from "../sandbox/text/formatted.ts";
import { badRequest } from "../sandbox/refusals.ts";
import type { ShadowContext } from "./shadow_context.ts";

/** Kinds of message content that carry a file, as their field in a Message is called. */
export type MediaType =
  | "photo"
  | "live_photo"
  | "audio"
  | "document"
  | "video"
  | "animation"
  | "voice"
  | "video_note"
  | "sticker";

const mediaTypes: ReadonlySet<unknown> = new Set([
  "photo",
  "live_photo",
  "audio",
  "document",
  "video",
  "animation",
  "voice",
  "video_note",
  "sticker",
]);

/** The content of a Message that shows the file of a parameter. `facts` are what the sender says of it. */
export function readMedia(context: ShadowContext, type: MediaType, facts: Fields): Fields {
  return describe(type, describeFile(context, type, context.parameters.get(type)), facts);
}

/** The content of a Message for one `InputMedia` object. */
export function toMediaContent(context: ShadowContext, item: unknown): Fields {
  if (!isFields(item) || !isMediaType(item.type)) throw badRequest("can't parse InputMedia");
  const caption = typeof item.caption === "string" ? item.caption : undefined;
  return {
    ...describe(item.type, describeFile(context, "media", item.media), item),
    ...readCaption(caption, item.parse_mode, item.caption_entities),
  };
}

/** A `File` object of the file of a parameter, or of the one that it is attached as. */
export function describeFile({ uploads, createId }: ShadowContext, name: string, given: unknown): Fields {
  const text = typeof given === "string" ? given.trim() : "";
  const attached = /^attach:\/\/(.+)$/.exec(text)?.[1];
  const upload = uploads.get(attached ?? name);
  if (upload === undefined && (text === "" || attached !== undefined)) {
    throw badRequest(`there is no ${name} in the request`);
  }
  const isKnownFile = upload === undefined && !/^https?:/i.test(text);
  const id = createId();
  return {
    file_id: isKnownFile ? text : `shadow-${id}`,
    file_unique_id: `shadow${id.slice(0, 9)}`,
    ...upload === undefined ? {} : { file_size: upload.size },
  };
}

function isMediaType(type: unknown): type is MediaType {
  return mediaTypes.has(type);
}

function describe(type: MediaType, file: Fields, facts: Fields): Fields {
  const size = { width: facts.width ?? 640, height: facts.height ?? 360 };
  const duration = { duration: facts.duration ?? 1 };
  switch (type) {
    case "photo":
      return { photo: [{ ...file, width: 800, height: 600 }] };
    case "video":
    case "live_photo":
      return { [type]: { ...file, ...size, ...duration } };
    case "animation": {
      const animation = { ...file, ...size, ...duration };
      // Old programs look for an animation among the documents.
      return { animation, document: file };
    }
    case "audio": {
      const { performer, title } = facts;
      return { audio: { ...file, ...duration, performer, title } };
    }
    case "voice":
      return { voice: { ...file, ...duration } };
    case "video_note":
      return { video_note: { ...file, length: facts.length ?? 240, ...duration } };
    case "sticker":
      return {
        sticker: { ...file, type: "regular", width: 512, height: 512, is_animated: false, is_video: false },
      };
    case "document":
      return { document: file };
  }
}
