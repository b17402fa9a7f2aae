import { rooms } from "./rooms.ts";

/** The rooms with their purposes, as a Markdown table. */
export function roomsTable(): string {
  const rows = Object.entries(rooms).map(([name, { purpose }]) => `| \`src/${name}\` | ${purpose} |`);
  return ["| Room | Purpose |", "| --- | --- |", ...rows].join("\n");
}

/** The rooms and what they import as a Mermaid graph. Arrows that a longer way implies are left out. */
export function roomsPicture(): string {
  const names = Object.keys(rooms);
  const arrows = names.flatMap((from) => directImports(from).map((to) => `  ${from} --> ${to}`));
  return ["```mermaid", "flowchart TD", ...arrows, "```"].join("\n");
}

/** The rooms that `from` imports and that none of its other imports reaches. */
function directImports(from: string): string[] {
  const all = rooms[from]?.imports ?? [];
  return all.filter((to) => !all.some((other) => other !== to && reaches(other, to)));
}

function reaches(from: string, to: string): boolean {
  const next = rooms[from]?.imports ?? [];
  return next.includes(to) || next.some((room) => reaches(room, to));
}
