import { isCountedMethod } from "./counted_methods.ts";
import { methodNames } from "./method_names.ts";

/** Methods by which a message reaches a chat: those that send, copy and forward. */
export const broadcastMethods: readonly string[] = methodNames.filter((name) =>
  /^(send|copy|forward)/.test(name) && isCountedMethod(name.toLowerCase())
);

/** Methods that edit a message by its id. */
export const editMethods = [
  "editMessageText",
  "editMessageCaption",
  "editMessageMedia",
  "editMessageReplyMarkup",
] as const;
