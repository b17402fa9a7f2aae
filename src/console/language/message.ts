/** Forms of a message for numbers, by the categories of `Intl.PluralRules`; `count` chooses one. */
export interface PluralMessage {
  readonly zero?: string;
  readonly one?: string;
  readonly two?: string;
  readonly few?: string;
  readonly many?: string;
  readonly other: string;
}

/** A text with `{placeholders}`, or its forms for numbers. */
export type Message = string | PluralMessage;

/** Messages of one area of the console, by key. */
export type Messages = Readonly<Record<string, Message>>;

/** The same messages in another language: a plural stays one, with the forms that language has. */
export type TranslationOf<M extends Messages> = {
  readonly [K in keyof M]: M[K] extends string ? string : PluralMessage;
};

type NamesIn<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never;

/** Names of a message's placeholders. */
export type PlaceholdersOf<M extends Message> = M extends string ? NamesIn<M>
  : M extends { readonly other: infer Other extends string } ? NamesIn<Other> | "count"
  : never;
