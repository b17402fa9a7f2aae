import { translateSentence } from "../../ui/sentences.ts";
import { acceptedLanguage } from "../accepted_language.ts";
import type { ProblemParts } from "../problem.ts";

/**
 * A problem in the language that `Accept-Language` wants, as far as it is translated; `Content-Language` names the
 * language of its sentence. What Telegram said stays as it is.
 */
export function translateProblem(problem: ProblemParts, acceptLanguage: string | null): ProblemParts {
  const language = acceptedLanguage(acceptLanguage ?? "");
  const detail = translateSentence(language, problem.detail);
  const headers = {
    ...problem.headers,
    "content-language": detail === undefined ? "en" : language,
    vary: "accept-language",
  };
  return {
    ...problem,
    detail: detail ?? problem.detail,
    ...(problem.errors === undefined ? {} : {
      errors: problem.errors.map((error) => ({
        ...error,
        detail: translateSentence(language, error.detail) ?? error.detail,
      })),
    }),
    headers,
  };
}
