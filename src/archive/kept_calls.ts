import { costOf } from "./call_worth.ts";
import type { CallSpool, NumberedCall, SpooledStretch, WaitingCall } from "./capture_ports.ts";
import { decodeCall } from "./packed_calls.ts";
import type { CapturedCall } from "./read_call.ts";
import type { SuspectCall } from "./suspect_calls.ts";

/** A call with what is to be known of it until it is archived. */
export interface KeptCall extends WaitingCall, SuspectCall {
  /** What all calls before it took, since the start: what the spool holds behind it follows from that, in bytes. */
  readonly startBytes: number;
}

/** Makes notes of calls that wait in memory. */
export class KeptCalls {
  #bytes = 0;

  /** A call that was just written to the spool. */
  note(call: CapturedCall, { number, bytes }: NumberedCall): KeptCall {
    const { botId, method } = call;
    const cost = costOf(call);
    const startBytes = this.#bytes;
    this.#bytes += cost;
    return { number, bytes, botId, method, cost, startBytes };
  }

  /** Calls of a stretch of the spool; those that the disk lost are missing. */
  readAgain(spool: CallSpool, stretch: SpooledStretch): KeptCall[] {
    return spool.read(stretch).map((numbered) => this.note(decodeCall(numbered.bytes), numbered));
  }

  /** What all calls behind one took that were noted so far, and itself, in bytes. */
  bytesSince({ startBytes }: KeptCall): number {
    return this.#bytes - startBytes;
  }
}
