/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";

interface AvatarProps {
  readonly name: string;
  /** Chooses the colour, where there is no picture. */
  readonly id?: number;
  /** Address of the picture. */
  readonly photo?: string | undefined;
  readonly size?: "small" | "medium" | "large";
}

const tones = 6;

/** A picture of somebody, or the first letter of their name. It says nothing that does not stand beside it. */
export function Avatar({ name, id = 0, photo, size = "medium" }: AvatarProps): JSX.Element {
  const className = `avatar avatar-${size} avatar-tone-${Math.abs(id) % tones}`;
  if (photo !== undefined) return <img class={className} src={photo} alt="" loading="lazy" />;
  return <span class={className} aria-hidden="true" translate="no">{firstLetter(name)}</span>;
}

/** Letters and digits alone: signs that turn text around must not stand by themselves. */
function firstLetter(name: string): string {
  return /[\p{L}\p{N}]\p{M}*/u.exec(name)?.[0].toLocaleUpperCase() ?? "#";
}
