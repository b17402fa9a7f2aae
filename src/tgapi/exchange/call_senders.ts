import type { UpstreamSender } from "./upstream_sender.ts";

/** The ways that calls take. */
export interface CallSenders {
  /** For bodies that are held whole. */
  readonly held: UpstreamSender;
  /** For bodies that are streams, and downloads. */
  readonly streamed: UpstreamSender;
}
