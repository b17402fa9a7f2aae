/**
 * Run with few file handles by listener.test.ts: serves with the default limits until its input ends, and says at each
 * line of input how many connections it holds.
 */
import process from "node:process";
import { writeLine } from "../../src/runtime/process.ts";
import { respond, serveWire } from "./served_wire.ts";

await using server = await serveWire(() => respond("served"), {
  lingerTimeoutMs: 100,
  idleTimeoutMs: 600_000,
});
writeLine(`port ${server.port}`);
for await (const _ of process.stdin) writeLine(`connections ${server.connections}`);
