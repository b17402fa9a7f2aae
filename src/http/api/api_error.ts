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

/** The request is as the document describes it, and yet contradicts itself, a rule, or what is there. */
export function contradiction(pointer: string, detail: string): ApiError {
  return contradictions([{ pointer, detail }]);
}

/** The same in several places. */
export function contradictions(errors: readonly FieldError[]): ApiError {
  return new ApiError({ status: 409, detail: "This cannot be done; `errors` says why", errors });
}

/** The request is not as the document describes it. */
export function badRequest(errors: readonly FieldError[]): ApiError {
  return new ApiError({ status: 400, detail: "The request cannot be used; `errors` says where", errors });
}
