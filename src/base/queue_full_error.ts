import { fault } from "../faults/fault.ts";
import { OperationalError } from "./errors.ts";

/** Thrown when too many wait already. */
export class QueueFullError extends OperationalError<"work_queue_full"> {
  override readonly name = "QueueFullError";

  constructor() {
    super(fault("work_queue_full"));
  }
}
