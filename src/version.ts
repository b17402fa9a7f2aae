import manifest from "../package.json" with { type: "json" };

/** BotMux's own version. */
export const version: string = manifest.version;
