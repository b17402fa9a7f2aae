/** @jsxImportSource hono/jsx */
import type { PropsWithChildren } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";

/** What happens to bots and consumers, as `/api/v1/events` tells it. */
type LiveEvent = "bot" | "health" | "updates" | "archive" | "lag" | "reset";

interface LiveProps {
  /** Of its element; unique on the page. */
  readonly id: string;
  /** Where the part is read anew: the page's own address, with its query. */
  readonly href: string;
  /** What it follows. */
  readonly events: readonly LiveEvent[];
  /** Seconds between two looks, at least. */
  readonly everySec?: number;
  /** Seconds between two looks that need no event; absent where events tell everything. */
  readonly pollSec?: number | undefined;
}

/**
 * A part of a page that is read anew, from the page itself, when something happens. The page says `isLive`, so that the
 * events are listened to. Elements with an id in it are kept.
 */
export function Live(
  { id, href, events, everySec = 2, pollSec, children }: PropsWithChildren<LiveProps>,
): JSX.Element {
  const told = events.map((event) => `${event} from:#events throttle:${everySec}s`);
  const trigger = [...told, ...(pollSec === undefined ? [] : [`every ${pollSec}s`])].join(", ");
  return (
    <div
      id={id}
      class="live-part"
      hx-get={href}
      hx-trigger={trigger}
      hx-select={`#${id}`}
      hx-target="this"
      hx-swap="outerMorph"
      hx-sync="this:drop"
    >
      {children}
    </div>
  );
}
