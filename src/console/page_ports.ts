import type { ApiPorts } from "../http/api/ports.ts";
import type { BotStatus } from "../http/status.ts";
import type { Traffic } from "../http/traffic.ts";

/** What the pages ask of the running BotMux beside the endpoints. */
export interface PagePorts extends ApiPorts {
  /** Status of every bot; the page checks who has access to which. */
  bots(): readonly BotStatus[];
  /** What came in of each bot. */
  readonly inflow: Pick<Traffic<number>, "of">;
}
