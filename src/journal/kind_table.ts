import { updateKinds } from "../telegram/update_kinds.ts";

/** Kinds beyond this many share the last number. */
export const kindTableSize = 256;
const overflowId = kindTableSize - 1;

const ids = new Map<string, number>(updateKinds.map((kind, index) => [kind, index]));
const names: string[] = [...updateKinds];

/** The small number of a kind of update within this process; kinds of the future get the next free one. */
export function kindId(kind: string): number {
  const known = ids.get(kind);
  if (known !== undefined) return known;
  if (names.length >= overflowId) return overflowId;
  ids.set(kind, names.length);
  names.push(kind);
  return names.length - 1;
}

/** How many kinds have a number by now. It only grows. */
export function kindCount(): number {
  return names.length;
}

/** The kind with this number; `unknown` for the one that stands for all beyond the table. */
export function kindName(id: number): string {
  return names[id] ?? "unknown";
}
