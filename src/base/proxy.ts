/** Through which HTTP proxy requests leave, if any. */
export interface ProxySettings {
  /** `http://[user:password@]host:port`; absent or empty for none. */
  readonly proxyUrl?: string | undefined;
  /** Hosts that are reached directly, comma-separated as in `NO_PROXY`: names, `.suffixes`, `host:port`, or `*`. */
  readonly noProxy?: string | undefined;
}

/**
 * The proxy for requests to `target`, or `undefined` when they go directly.
 *
 * @throws {TypeError} when the proxy's URL is none, or is not `http:`. The message never repeats it: it may hold a
 * password.
 */
export function chooseProxy(target: URL, settings: ProxySettings): URL | undefined {
  if (!settings.proxyUrl) return undefined;
  const proxy = URL.parse(settings.proxyUrl);
  if (proxy === null || proxy.protocol !== "http:" || proxy.hostname === "") {
    throw new TypeError("Cannot use this proxy: it must look like http://host:port");
  }
  return isExcluded(target, settings.noProxy ?? "") ? undefined : proxy;
}

/** The value of `Proxy-Authorization` for a proxy's user name and password; `undefined` when it has none. */
export function proxyAuthorization(proxy: URL): string | undefined {
  if (proxy.username === "" && proxy.password === "") return undefined;
  const credentials = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  return `Basic ${btoa(credentials)}`;
}

function isExcluded(target: URL, noProxy: string): boolean {
  const host = target.hostname.replace(/^\[|\]$/g, "");
  return noProxy.toLowerCase().split(",").map((entry) => entry.trim()).some((entry) => {
    if (entry === "*") return true;
    const name = entry.replace(/^\*?\./, "");
    if (name === "") return false;
    return name === host || name === target.host || host.endsWith(`.${name}`);
  });
}
