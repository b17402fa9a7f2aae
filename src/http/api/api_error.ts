import type { Thing } from "../../faults/missing_faults.ts";
import {
  fault,
  type FaultValues,
  type FieldFaultCode,
  messageOf,
  type RequestFaultCode,
  statusOf,
} from "../../faults/fault.ts";
import type { FieldError, Problem } from "../problem.ts";

/** A request that is refused; it becomes a problem document. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(messageOf(problem.fault));
    this.problem = problem;
  }

  /** HTTP status of its answer. */
  get status(): number {
    return statusOf(this.problem.fault);
  }
}

/** A refusal of the catalogue. */
export function refusal<Code extends RequestFaultCode>(code: Code, ...values: FaultValues<Code>): ApiError {
  return new ApiError({ fault: fault(code, ...values) });
}

/** What is asked for is not there, or not for the one who asks: the two must look the same. */
export function notFound(thing: Thing): ApiError {
  return new ApiError({ fault: { code: `${thing}_not_found`, values: {} } });
}

/** What is wrong with one field or parameter. */
export function fieldError<Code extends FieldFaultCode>(
  pointer: string,
  code: Code,
  ...values: FaultValues<Code>
): FieldError {
  return { pointer, fault: fault(code, ...values) };
}

/** The request is as the document describes it, and yet contradicts itself, a rule, or what is there. */
export function contradiction<Code extends FieldFaultCode>(
  pointer: string,
  code: Code,
  ...values: FaultValues<Code>
): ApiError {
  return contradictions([fieldError(pointer, code, ...values)]);
}

/** The same in several places. */
export function contradictions(errors: readonly FieldError[]): ApiError {
  return new ApiError({ fault: fault("rejected"), errors });
}

/** The request is not as the document describes it. */
export function badRequest(errors: readonly FieldError[]): ApiError {
  return new ApiError({ fault: fault("invalid_request"), errors });
}
