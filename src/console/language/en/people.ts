/** The people a bot has met. */
export const people = {
  "people.title": "People",
  "people.lead": "Everyone the bot has met, most recently active first.",
  "people.tag": "Tag",
  "people.tag.any": "Any or none",
  "people.notes": { one: "{count} note", other: "{count} notes" },
  "people.none": "Nobody yet",
  "people.none.hint": "People who write to the bot appear here.",
  "people.none.found": "Nobody of this kind",
} as const;
