import type { FleetBot, FleetOptions } from "../../src/upstream/fleet.ts";
import { HookDoor } from "../../src/upstream/hook_door.ts";

/** A bot that is polled and has been met before, but for what `changes` says. */
export function fleetBot(id: number, token: string, changes: Partial<FleetBot> = {}): FleetBot {
  return { id, token, status: "active", username: "known_bot", ingress: "poll", ...changes };
}

/** Events that nobody looks at. */
export const unheardEvents: FleetOptions["events"] = {
  identified() {},
  webhookFound() {},
  statusChanged() {},
  unreadable() {},
  webhookToRestore: () => ({ url: "" }),
  webhookRestored: () => Promise.resolve(),
};

/** A door without a public URL: nothing is delivered. */
export const noIngress: FleetOptions["ingress"] = { door: new HookDoor(), publicUrl: undefined };
