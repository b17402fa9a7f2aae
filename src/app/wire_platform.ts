import type { Platform } from "../runtime/platform.ts";
import { hiddenBody, knownBody } from "../wire/server/fetch_adapter.ts";
import { serve } from "../wire/server/serve.ts";

/** The runtime's platform with BotMux's own server, which is the same on both runtimes. */
export function withWireServer(platform: Platform): Platform {
  return { ...platform, serve, lateBody: knownBody, hiddenBody };
}
