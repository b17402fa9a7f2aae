/** What an API key begins with, so that scanners and people know it. */
export const apiKeyPrefix = "bmx_";

/** Names of the cookie that holds a session's secret: over HTTPS, and over plain HTTP. */
export const sessionCookieNames = { secure: "__Host-botmux", plain: "botmux" } as const;

/** Names of the cookie by which a browser is known that somebody signed in from before. */
export const deviceCookieNames = { secure: "__Host-botmux_device", plain: "botmux_device" } as const;
