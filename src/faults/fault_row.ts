/** One way in which something can fail. */
export interface FaultRow {
  /** HTTP status of the answer; absent for what no request is refused with. */
  readonly status?: number;
  /**
   * What happened, why, and what to do, in at most two sentences; `{name}` stands for a value. Of a field, what is wrong
   * with it, without its name.
   */
  readonly message: string;
}
