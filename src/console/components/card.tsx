/** @jsxImportSource hono/jsx */
import type { Child, PropsWithChildren } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";

interface CardProps {
  readonly title?: string;
  readonly hint?: Child;
  /** Of the element, for links and live parts. */
  readonly id?: string;
  /** Whether its content reaches to its edges, as tables do. */
  readonly isFlush?: boolean;
}

/** A part of a page with a frame of its own. */
export function Card({ title, hint, id, isFlush, children }: PropsWithChildren<CardProps>): JSX.Element {
  return (
    <section class={`card${isFlush ? " card-flush" : ""}`} id={id}>
      {title === undefined ? null : (
        <div class="card-head">
          <h2>{title}</h2>
          {hint === undefined ? null : <p class="hint">{hint}</p>}
        </div>
      )}
      {children}
    </section>
  );
}
