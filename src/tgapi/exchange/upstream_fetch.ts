/** Sends calls and file requests to upstream. The same shape as `fetch`, with the connection settings applied. */
export type UpstreamFetch = (url: string, init: RequestInit) => Promise<Response>;
