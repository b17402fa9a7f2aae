import type { Platform } from "../../src/runtime/platform.ts";

/** The platform this process runs on. */
export const platform: Platform = "Bun" in globalThis
  ? (await import("../../src/runtime/bun.ts")).platform
  : (await import("../../src/runtime/deno.ts")).platform;
