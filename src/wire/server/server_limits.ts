import { defaultHeadLimits, type HeadLimits } from "../syntax/head_rules.ts";
import { defaultMaxConnections } from "./file_limit.ts";

/** Bounds of a server. All of them hold for every connection unless they say otherwise. */
export interface ServerLimits {
  readonly head: HeadLimits;
  /** Connections of all clients together. Further ones get 503 and are closed. */
  readonly maxConnections: number;
  /** A body up to this size is awaited and handed over whole; a longer one as a stream. */
  readonly maxWholeBodyBytes: number;
  /** Bytes that are held of a body nobody reads, or of requests that wait for their turn; then reading pauses. */
  readonly maxHeldBytes: number;
  /** Requests of one connection that are served in one turn of the event loop. */
  readonly maxPipelinedRequests: number;
  /** Bytes of a body that are read and dropped after an early response, to keep the connection. */
  readonly maxDroppedBytes: number;
  /** Bytes of responses that wait for slow readers, of all connections together; shared bytes count once. */
  readonly maxUnsentBytes: number;
  /** Wait for the next request. */
  readonly idleTimeoutMs: number;
  /** From a head's first byte to its last. */
  readonly headTimeoutMs: number;
  /** Wait for the next bytes of a body that is asked for. */
  readonly bodyTimeoutMs: number;
  /** Wait for a client to take the next slice of a response: 64 KiB. */
  readonly writeTimeoutMs: number;
  /** From the connection to the end of its TLS handshake. */
  readonly handshakeTimeoutMs: number;
  /** Wait for a client to close its side after the last response. */
  readonly lingerTimeoutMs: number;
}

/** Fits every machine: the maximum of connections is taken from the limit of open files. */
export const defaultServerLimits: ServerLimits = {
  head: defaultHeadLimits,
  maxConnections: defaultMaxConnections(),
  maxWholeBodyBytes: 64 * 1024,
  maxHeldBytes: 64 * 1024,
  maxPipelinedRequests: 16,
  maxDroppedBytes: 256 * 1024,
  maxUnsentBytes: 256 * 1024 * 1024,
  idleTimeoutMs: 75_000,
  headTimeoutMs: 30_000,
  bodyTimeoutMs: 60_000,
  writeTimeoutMs: 300_000,
  handshakeTimeoutMs: 10_000,
  lingerTimeoutMs: 2_000,
};
