import Type from "typebox";
import type { Fault } from "../../faults/fault.ts";
import { toWords } from "./health_wire.ts";
import { nullable } from "./wire.ts";

/** Why the last push failed; to be spread into an object. */
export const lastErrorFields = {
  last_error: nullable(
    Type.String({
      description: "In the language of `Accept-Language` if available",
    }),
  ),
  last_error_code: nullable(Type.String({
    description: "For programs, such as `connection_refused`; `quoted` where only the words are known",
  })),
};

/** Why the last push failed, in the language of a request. @param headers those of the request */
export function toLastError(
  error: Fault | undefined,
  headers: Headers,
): { readonly last_error: string | null; readonly last_error_code: string | null } {
  if (error === undefined) return { last_error: null, last_error_code: null };
  return { last_error: toWords(error, headers.get("accept-language")), last_error_code: error.code };
}
