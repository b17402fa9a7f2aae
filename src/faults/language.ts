/** The languages that people are answered in, the default first, each by its own name. */
export const languages = { en: "English", ru: "Русский" } as const;
/** Code of a language. */
export type Language = keyof typeof languages;
