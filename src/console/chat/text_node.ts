/** How a stretch of text is meant. */
export type TextKind =
  | "bold"
  | "italic"
  | "underline"
  | "strikethrough"
  | "spoiler"
  | "code"
  | "pre"
  | "quote"
  | "long-quote"
  | "link"
  | "mark"
  | "found";

/** A piece of formatted text: characters, or pieces that are meant in one way. */
export type TextNode = string | TextSpan;

/** Pieces that are meant in one way. */
export interface TextSpan {
  readonly kind: TextKind;
  /** Where a link leads: an address that is safe to follow. */
  readonly href?: string | undefined;
  /** Programming language of a `pre`. */
  readonly language?: string | undefined;
  readonly parts: readonly TextNode[];
}
