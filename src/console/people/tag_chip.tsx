/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { Name } from "../components/name.tsx";

/** What operators mark people with. */
export interface ShownTag {
  readonly id: number;
  readonly name: string;
  readonly color: string;
}

/** A tag in its colour. */
export function TagChip({ name, color }: Omit<ShownTag, "id">): JSX.Element {
  return (
    <span class={`tag tag-${color}`}>
      <Name>{name}</Name>
    </span>
  );
}
