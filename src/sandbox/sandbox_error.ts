import { type Fault, fault, type FaultValues, type FieldFaultCode, messageOf } from "../faults/fault.ts";

/** Thrown: something cannot be done in the sandbox, or names something that is not there. */
export class SandboxError extends RangeError {
  override readonly name = "SandboxError";
  readonly fault: Fault<FieldFaultCode>;

  constructor(fault: Fault<FieldFaultCode>) {
    super(messageOf(fault));
    this.fault = fault;
  }
}

/** The error for what cannot be done. */
export function sandboxError<Code extends FieldFaultCode>(
  code: Code,
  ...values: FaultValues<Code>
): SandboxError {
  return new SandboxError(fault(code, ...values));
}
