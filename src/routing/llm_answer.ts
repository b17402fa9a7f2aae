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
 * Index of the rule that a completion names among `count` offered ones, or why it names none, in words for a trace that
 * repeat nothing of the answer.
 */
export function readAnswer(body: string, count: number): number | string {
  const completion = parseJson(body);
  if (completion === undefined) return "the endpoint answered something that is not JSON";
  if (!Value.Check(Completion, completion)) {
    return "the endpoint answered something that is no chat completion";
  }
  const { content, refusal } = completion.choices[0]!.message;
  if (typeof refusal === "string" && refusal !== "") return "the model refused to answer";
  const answer = parseJson(content ?? "");
  if (!Value.Check(Answer, answer)) return "the model did not answer as it was asked to";
  if (answer.rule === noRuleKey) return "the model found no rule that fits";
  const index = Array.from({ length: count }, (_, each) => ruleKey(each)).indexOf(answer.rule);
  return index < 0 ? "the model named a rule that was not offered" : index;
}
