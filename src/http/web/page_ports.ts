import type { ApiPorts } from "../api/ports.ts";
import type { BotStatus } from "../status.ts";
import type { Traffic } from "../traffic.ts";

/** What the pages ask of the running BotMux beside the endpoints. */
export interface PagePorts extends ApiPorts {
  /** How every bot fares; who may know of which is for the page to look at. */
  bots(): readonly BotStatus[];
  /** What came in of each bot. */
  readonly inflow: Pick<Traffic<number>, "of">;
}
