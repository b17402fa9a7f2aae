import type { Fault, RequestFaultCode } from "../faults/fault.ts";
import { TelegramError } from "./envelope.ts";

/** Why BotMux has no answer of Telegram's to give. */
type UnansweredCode = Extract<
  RequestFaultCode,
  | `telegram_${"unreachable" | "answer_lost" | "timeout" | "file_unknown" | "file_cut_off"}`
  | `storage_${string}`
>;

/** An error of BotMux's own: the call has no answer of Telegram's that could be passed on. */
export class UnansweredCall extends TelegramError {
  readonly fault: Fault<UnansweredCode>;

  constructor(code: number, description: string, options: {
    readonly fault: Fault<UnansweredCode>;
    /** Seconds to wait before the next try. */
    readonly retryAfterSec?: number;
  }) {
    super(
      code,
      description,
      options.retryAfterSec === undefined ? undefined : { retry_after: options.retryAfterSec },
    );
    this.fault = options.fault;
  }

  /** Whether Telegram may have carried the call out. */
  get isUncertain(): boolean {
    return this.fault.code === "telegram_answer_lost" || this.fault.code === "telegram_timeout";
  }
}
