/** Sends calls and file requests to upstream. The same shape as `fetch`, with the connection settings applied. */
export type UpstreamFetch = (url: string, init: RequestInit) => Promise<Response>;

/** Where requests go when `fetch` carries as many as it should. */
export interface Overflow {
  /** So many requests at once go through `fetch`; Bun's holds 256 for the whole process. */
  readonly above: number;
  readonly fetch: UpstreamFetch;
}
