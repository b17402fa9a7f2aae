import type { ListenAddress } from "../settings/listen_address.ts";

/** The base URL that programs on this machine use instead of Telegram's. */
export function toBaseUrl({ hostname, port }: ListenAddress, isTls: boolean): string {
  const isEverywhere = hostname === "0.0.0.0" || hostname === "::";
  const host = isEverywhere ? "localhost" : hostname.includes(":") ? `[${hostname}]` : hostname;
  return `${isTls ? "https" : "http"}://${host}:${port}/tgapi`;
}

/** Where a setup link leads. The secret is behind the `#`: it is sent to nobody with the page. */
export function toSetupUrl(baseUrl: string, secret: string): string {
  return `${baseUrl.replace(/tgapi$/, "setup")}#${secret}`;
}
