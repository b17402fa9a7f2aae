import type { ApiPorts } from "../api/ports.ts";
import type { BotStatus } from "../status.ts";
import type { Traffic } from "../traffic.ts";

/** What the pages ask of the running BotMux beside the endpoints. */
export interface PagePorts extends ApiPorts {
  /** Status of every bot; the page checks who has access to which. */
  bots(): readonly BotStatus[];
  /** What came in of each bot. */
  readonly inflow: Pick<Traffic<number>, "of">;
}
