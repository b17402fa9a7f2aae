/** The people a bot has met. */
export const people = {
  "people.title": "People",
  "people.lead": "Everybody a bot has met, the last active first.",
  "people.tag": "Tag",
  "people.tag.any": "Any or none",
  "people.notes": { one: "{count} note", other: "{count} notes" },
  "people.none": "Nobody yet",
  "people.none.hint": "Who writes to the bot appears here.",
  "people.none.found": "Nobody of this kind",
} as const;
