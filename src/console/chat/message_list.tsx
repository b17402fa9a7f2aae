/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { useLocale } from "../language/locale_context.ts";
import type { Bubble } from "./bubble.ts";
import { MessageBubble } from "./message_bubble.tsx";

/** Messages that follow one another. */
export interface MessageListProps {
  /** The oldest first. */
  readonly bubbles: readonly Bubble[];
  /** Addresses of what precedes and follows; absent where there is nothing. */
  readonly olderHref: string | undefined;
  readonly newerHref: string | undefined;
}

/** Messages in their order, by days, with ways to those before and after them: read by themselves where a script runs. */
export function MessageList({ bubbles, olderHref, newerHref }: MessageListProps): JSX.Element {
  const { t, day } = useLocale();
  let lastDay = "";
  return (
    <ol class="messages" id="messages">
      {olderHref === undefined ? null : <GoOn id="older" href={olderHref} label={t("chat.older")} />}
      {bubbles.map((bubble) => {
        const ownDay = day(bubble.atMs);
        const isNew = ownDay !== lastDay;
        lastDay = ownDay;
        return (
          <>
            {isNew
              ? (
                <li class="day" data-day={ownDay}>
                  <span>{ownDay}</span>
                </li>
              )
              : null}
            <MessageBubble bubble={bubble} />
          </>
        );
      })}
      {newerHref === undefined ? null : <GoOn id="newer" href={newerHref} label={t("chat.newer")} />}
    </ol>
  );
}

function GoOn(
  { id, href, label }: { readonly id: "older" | "newer"; readonly href: string; readonly label: string },
): JSX.Element {
  // The way back from there leads to what is here already.
  const back = id === "older" ? "newer" : "older";
  return (
    <li
      class="go-on"
      id={id}
      hx-get={href}
      hx-trigger="intersect once root:#scroller"
      hx-select={`#messages > li:not(#${back})`}
      hx-target="this"
      hx-swap="outerHTML"
    >
      <a class="button button-quiet" href={href}>{label}</a>
    </li>
  );
}
