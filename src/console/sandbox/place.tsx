/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";

/** Somebody, or a chat, of the sandbox. */
export interface SandboxName {
  readonly id: number;
  readonly name: string;
}

/** What every form of the sandbox says beside what it is for. */
export interface SandboxPlace {
  readonly as: number;
  readonly key: string;
  readonly mayAct: boolean;
}

/** Who acts, and where. */
export function PlaceFields({ place: { as, key } }: { readonly place: SandboxPlace }): JSX.Element {
  return (
    <>
      <input type="hidden" name="as" value={as} />
      <input type="hidden" name="talk" value={key} />
    </>
  );
}
