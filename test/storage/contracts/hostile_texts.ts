/** Texts that a store must give back as they are. */
export const textsToKeep: readonly string[] = [
  "",
  " \t\n\r\u2028",
  "Grüße 🙂 漢字 שלום",
  "e\u0301 is not \u00e9",
  `'; DROP TABLE notes; --"\\%_{}`,
  "x".repeat(4_000),
];
