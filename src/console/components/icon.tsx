/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";

/** Strokes of each icon on a grid of 24 by 24. */
const strokes = {
  overview: "M4 13h6V4H4zM14 20h6V11h-6zM14 4v3h6V4zM4 17v3h6v-3z",
  bot:
    "M12 4v3M6 7h12a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V9a2 2 0 0 1 2-2zM9 12v2M15 12v2M2 12v3M22 12v3",
  chats: "M4 5h16v11H9l-5 4z",
  search: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16 16l4.5 4.5",
  statistics: "M4 20V4M4 20h16M8 16v-4M12 16V8M16 16v-6M20 16V6",
  routing: "M6 4v6a4 4 0 0 0 4 4h8M6 4a2 2 0 1 1 0-.01M15 10l4 4-4 4M6 20v-6",
  live: "M3 12h4l3-8 4 16 3-8h4",
  sandbox: "M12 3l8 4.5v9L12 21l-8-4.5v-9zM12 12l8-4.5M12 12v9M12 12L4 7.5",
  audit: "M6 3h9l4 4v14H6zM14 3v5h5M9 12h7M9 16h7",
  operators: "M9 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM2 20a7 7 0 0 1 14 0M16 4.5a4 4 0 0 1 0 7M18 14a7 7 0 0 1 4 6",
  system: "M4 5h16v6H4zM4 13h16v6H4zM8 8h.01M8 16h.01",
  account: "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4 21a8 8 0 0 1 16 0",
  menu: "M4 6h16M4 12h16M4 18h16",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  close: "M6 6l12 12M18 6L6 18",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  check: "M5 12.5l4.5 4.5L19 7.5",
  warning: "M12 4l9 16H3zM12 10v4M12 17h.01",
  previous: "M15 5l-7 7 7 7",
  next: "M9 5l7 7-7 7",
  up: "M12 19V5M6 11l6-6 6 6",
  pause: "M9 5v14M15 5v14",
  key: "M8 11a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM11 12l9-9M16 7l3 3",
  plus: "M12 5v14M5 12h14",
  reply: "M9 6L3 12l6 6M3 12h11a6 6 0 0 1 6 6v1",
  forward: "M15 6l6 6-6 6M21 12H10a6 6 0 0 0-6 6v1",
  edit: "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3",
  pin: "M9 4h6l-1 6 3 3H7l3-3zM12 13v7",
  send: "M4 12L20 4l-5 16-3-7zM20 4l-8 9",
  attach: "M19 11l-7.5 7.5a4.2 4.2 0 0 1-6-6L13 5a2.8 2.8 0 0 1 4 4l-7.5 7.5a1.4 1.4 0 0 1-2-2L14 8",
  file: "M6 3h8l4 4v14H6zM14 3v5h4",
  place: "M12 21c4.5-5 7-8.5 7-11.5a7 7 0 0 0-14 0C5 12.5 7.5 16 12 21zM12 7.5a2 2 0 1 0 0 4 2 2 0 0 0 0-4z",
  poll: "M5 20V10M12 20V4M19 20v-7",
  person: "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4 21a8 8 0 0 1 16 0",
  people: "M9 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM2 20a7 7 0 0 1 14 0M16 4.5a4 4 0 0 1 0 7M18 14a7 7 0 0 1 4 6",
  calendar: "M4 6h16v14H4zM4 10h16M8 3v5M16 3v5",
  download: "M12 4v11M7 11l5 5 5-5M5 20h14",
  down: "M12 5v14M6 13l6 6 6-6",
  play: "M8 5l11 7-11 7z",
  gift:
    "M4 11h16v9H4zM3 7h18v4H3zM12 7v13M12 7C9 7 7.5 6 7.5 4.5S10.5 2.5 12 7c1.5-4.5 4.5-3.5 4.5-2S15 7 12 7z",
  tag: "M4 4h8l8 8-8 8-8-8zM8.5 8.5h.01",
  note: "M5 4h14v11l-5 5H5zM14 20v-5h5M8 9h8M8 13h4",
  link:
    "M10 14a4 4 0 0 0 5.7 0l3-3a4 4 0 0 0-5.7-5.7l-1.2 1.2M14 10a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.7l1.2-1.2",
  history: "M4 12a8 8 0 1 0 2.5-5.8M4 4v4.5h4.5M12 8v4.5l3 2",
  "sign-out": "M14 4h5v16h-5M10 8l-4 4 4 4M6 12h9",
} as const;

/** Name of an icon. */
export type IconName = keyof typeof strokes;

/** A picture beside words; it says nothing by itself. */
export function Icon({ name }: { readonly name: IconName }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={strokes[name]} />
    </svg>
  );
}
