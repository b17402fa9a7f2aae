import type { MessageEntity } from "../bot_api_objects.ts";

/** A text and what is special in it. */
export interface FormattedText {
  readonly text: string;
  readonly entities: readonly MessageEntity[];
}
