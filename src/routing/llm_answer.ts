import { fault, type ModelFault } from "../faults/fault.ts";
import Type from "typebox";
import Value from "typebox/value";
import { parseJson } from "../base/json_value.ts";
import { noRuleKey, ruleKey } from "./llm_question.ts";

/** As much of a chat completion as is looked at; the rest differs from server to server. */
const Completion = Type.Object({
  choices: Type.Array(
    Type.Object({
      message: Type.Object({
        content: Type.Optional(Type.Union([Type.String(), Type.Null()])),
        refusal: Type.Optional(Type.Union([Type.String(), Type.Null()])),
      }),
    }),
    { minItems: 1 },
  ),
});
const Answer = Type.Object({ rule: Type.String() }, { additionalProperties: false });

/**
 * Index of the rule that a completion names among `count` offered ones, or why it names none. Nothing of the answer is
 * repeated.
 */
export function readAnswer(body: string, count: number): number | ModelFault {
  const completion = parseJson(body);
  if (completion === undefined) return fault("model_not_json");
  if (!Value.Check(Completion, completion)) {
    return fault("model_not_completion");
  }
  const { content, refusal } = completion.choices[0]!.message;
  if (typeof refusal === "string" && refusal !== "") return fault("model_refused");
  const answer = parseJson(content ?? "");
  if (!Value.Check(Answer, answer)) return fault("model_off_format");
  if (answer.rule === noRuleKey) return fault("model_no_match");
  const index = Array.from({ length: count }, (_, each) => ruleKey(each)).indexOf(answer.rule);
  return index < 0 ? fault("model_unknown_rule") : index;
}
