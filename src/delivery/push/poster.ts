import { FaultError } from "../../base/errors.ts";
import { maskFault } from "../../base/mask_fault.ts";
import type { PushFault } from "../../faults/fault.ts";
import type { KeptUpdate } from "../../journal/collected.ts";

/** What a backend answered to one POST, complete. */
export interface PostAnswer {
  readonly status: number;
  /** Reason phrase of the status line, as the backend wrote it; may be empty. */
  readonly reason: string;
  /** Value of `Retry-After`; empty when there is none. */
  readonly retryAfter: string;
  /** Value of `Content-Type`; empty when there is none. */
  readonly contentType: string;
  /** Decompressed. */
  readonly body: Uint8Array<ArrayBuffer>;
}

/** No answer came, or none that can be used. The message is what `last_error_message` tells, such as `Connection refused`. */
export class PostFailure extends FaultError<PushFault["code"]> {
  override readonly name = "PostFailure";
  /** Whether the owner is told of it: the official server keeps quiet about connections that close without an answer. */
  readonly isTold: boolean;

  constructor(fault: PushFault, options: { readonly isTold?: boolean; readonly cause?: unknown } = {}) {
    super(maskFault(fault), { cause: options.cause });
    this.isTold = options.isTold ?? true;
  }
}

/** An update as it is posted. */
export type PostedUpdate = Pick<KeptUpdate, "position" | "bytes">;

/** Sends updates to one URL. */
export interface Poster {
  /**
   * Sends one update and resolves with the whole answer, whatever its status; redirects are not followed. Its bytes are
   * not needed any more when this returns.
   *
   * @throws {PostFailure} when no complete answer comes.
   * @throws the reason of `signal` when that aborts; the connection is not used again then.
   */
  post(update: PostedUpdate, signal: AbortSignal): Promise<PostAnswer>;
  /**
   * Looks the host up, judges its address and reads the certificate. Nothing is connected to.
   *
   * @throws {PostFailure} when one of these fails; the reason of `signal` when that aborts.
   */
  prepare(signal: AbortSignal): Promise<void>;
  /**
   * Looks the host up, connects and, for https, shakes hands. Nothing is sent.
   *
   * @throws {PostFailure} when one of these fails; the reason of `signal` when that aborts.
   */
  check(signal: AbortSignal): Promise<void>;
  /** IP address that was connected to last; empty before the first time. */
  readonly address: string;
  /** Ends all connections; posts under way are rejected. */
  close(): void;
}
