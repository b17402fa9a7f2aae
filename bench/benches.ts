import { arrival } from "./arrival.ts";
import { downloads } from "./downloads.ts";
import { fanOut } from "./fan_out.ts";
import type { Bench } from "./harness/bench.ts";
import { idleBots } from "./idle_bots.ts";
import { largeBodies } from "./large_bodies.ts";
import { memory } from "./memory.ts";
import { proxiedCalls } from "./proxied_calls.ts";
import { push } from "./push.ts";
import { pushNeighbours } from "./push_neighbours.ts";
import { slowDisk } from "./slow_disk.ts";
import { wear } from "./wear.ts";
import { wireClient } from "./wire_client.ts";
import { wireServer } from "./wire_server.ts";

/** Every bench that `bun run bench` knows. */
export const benches: readonly Bench[] = [
  proxiedCalls,
  downloads,
  fanOut,
  arrival,
  push,
  pushNeighbours,
  slowDisk,
  memory,
  largeBodies,
  idleBots,
  wear,
  wireServer,
  wireClient,
];
