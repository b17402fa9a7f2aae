import type { NewUser } from "./people/newcomers.ts";

/** One thing somebody says. */
export interface DemoLine {
  /** Index of the person. */
  readonly person: number;
  readonly text: string;
  /** Said below a picture. */
  readonly isPhoto?: boolean;
}

/** Made-up people of the demo group. */
export const demoPeople: readonly NewUser[] = [
  { firstName: "Mira", lastName: "Example", username: "mira_example", languageCode: "en" },
  { firstName: "Jonas", username: "jonas_example", languageCode: "de" },
  { firstName: "Aiko", languageCode: "ja" },
  { firstName: "Луна", username: "luna_example", languageCode: "ru" },
];

/** What they talk about, over and over. */
export const demoLines: readonly DemoLine[] = [
  { person: 0, text: "Morning! Did anyone water the tomatoes?" },
  { person: 1, text: "Yes, at seven. 5 litres per bed is < 1 can, right?" },
  { person: 2, text: "おはよう 🌱 the beans are up" },
  { person: 2, text: "Look at them", isPhoto: true },
  { person: 3, text: "Красота! #beans" },
  { person: 0, text: "/status" },
  { person: 1, text: "The seed list is at https://example.org/seeds?year=2027&sort=name" },
  { person: 3, text: "@mira_example can you bring the long hose?" },
  { person: 0, text: "Sure, Saturday" },
  { person: 1, text: "Bed 4 today", isPhoto: true },
  { person: 2, text: "/weather tomorrow" },
  { person: 3, text: "Слизни опять съели салат…" },
  { person: 0, text: "Then we plant more 🥬🥬🥬" },
];
