/** Thrown when too many wait already. */
export class QueueFullError extends Error {
  override readonly name = "QueueFullError";

  constructor() {
    super("Cannot begin: too many wait already; try again in a moment");
  }
}
