import type { Bench } from "./harness/bench.ts";
import { fanOut } from "./fan_out.ts";
import { proxiedCalls } from "./proxied_calls.ts";
import { wireServer } from "./wire_server.ts";

/** Every bench that `bun run bench` knows. */
export const benches: readonly Bench[] = [proxiedCalls, fanOut, wireServer];
