import type { Language } from "../../faults/language.ts";

/** Forms for numbers, by the categories of `Intl.PluralRules` that a language has; `count` chooses one. */
type Forms<Category extends string> = Readonly<Record<Category | "other", string>>;

/** A text with `{placeholders}` in every language. */
type Phrase = Readonly<Record<Language, string>>;

/** A text that depends on a number. */
interface Plural {
  readonly en: Forms<"one">;
  readonly ru: Forms<"one" | "few" | "many">;
}

/** A text of the console in every language. */
export type Text = Phrase | Plural;

/** Texts by their keys. */
export type TextTable = Readonly<Record<string, Text>>;

type NamesIn<Template extends string> = Template extends `${string}{${infer Name}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never;

/** Names of a text's placeholders. */
export type PlaceholdersOf<T extends Text> = T extends { readonly en: infer English }
  ? English extends string ? NamesIn<English>
  : English extends { readonly other: infer Other extends string } ? NamesIn<Other> | "count"
  : never
  : never;
