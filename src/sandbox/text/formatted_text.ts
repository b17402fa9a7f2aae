import type { MessageEntity } from "../model.ts";

/** A text and what is special in it. */
export interface FormattedText {
  readonly text: string;
  readonly entities: readonly MessageEntity[];
}
