/**
 * What a message can hold beside text that people send each other, by the name of its field in Bot API 10.1. Service
 * messages are none.
 */
export const mediaKinds = [
  "animation",
  "audio",
  "checklist",
  "contact",
  "dice",
  "document",
  "game",
  "giveaway",
  "invoice",
  "live_photo",
  "location",
  "paid_media",
  "photo",
  "poll",
  "sticker",
  "story",
  "venue",
  "video",
  "video_note",
  "voice",
] as const;
