import type { Exchange } from "./exchange.ts";
import type { SenderHost } from "./response_sender.ts";
import type { ServerLimits } from "./server_limits.ts";
import type { TickClock } from "./tick_clock.ts";
import type { WireResponse } from "./wire_response.ts";

/** What the connections of a server share. */
export interface ConnectionHost extends SenderHost {
  readonly limits: ServerLimits;
  readonly clock: TickClock;
  /** Whether no more requests are taken. */
  readonly isClosing: boolean;
  respond(exchange: Exchange): WireResponse | Promise<WireResponse>;
  onError(error: unknown): void;
  onClose(connection: ServedConnection): void;
}

/** A connection as its host knows it. */
export interface ServedConnection {
  /** Whether no request is under way. */
  readonly isIdle: boolean;
  /** Closes it at once, whatever is under way. */
  cut(): void;
}
