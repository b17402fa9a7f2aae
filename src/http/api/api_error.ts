import type { FieldError, ProblemParts } from "../problem.ts";

/** A request that is refused; it becomes a problem document. The message is its detail. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly problem: ProblemParts;

  constructor(problem: ProblemParts) {
    super(problem.detail);
    this.problem = problem;
  }
}

/** What is asked for is not there, or not for the one who asks: the two must look the same. */
export function notFound(what: string): ApiError {
  return new ApiError({ status: 404, detail: `There is no such ${what}` });
}

/** It cannot be done as things stand. */
export function conflict(detail: string): ApiError {
  return new ApiError({ status: 409, detail });
}

/** The request itself cannot be used. */
export function badRequest(errors: readonly FieldError[]): ApiError {
  return new ApiError({ status: 400, detail: "The request cannot be used; `errors` says where", errors });
}
