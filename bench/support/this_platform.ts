import process from "node:process";
import { withWireServer } from "../../src/app/wire_platform.ts";
import type { Platform } from "../../src/runtime/platform.ts";

/** The platform with the server of the runtime. */
export const ofRuntime: Platform = "Bun" in globalThis
  ? (await import("../../src/runtime/bun.ts")).platform
  : (await import("../../src/runtime/deno.ts")).platform;

/** Which server tests and benches take: `wire`, which is the default, or `runtime`. */
export const testedServer: string = process.env["TEST_SERVER"] ?? "wire";

/** The platform this process runs on. */
export const platform: Platform = testedServer === "wire" ? withWireServer(ofRuntime) : ofRuntime;
