import type { FaultRow } from "./fault_row.ts";

/** Why a language model chose no rule; `routing_none_chosen` says it. */
export const modelFaults = {
  model_missing: { message: "there is no model to ask" },
  model_no_rules: { message: "no rule was offered" },
  model_too_many_rules: { message: "more than {count} rules were offered" },
  model_paused: { message: "the endpoint asked to be left alone for a while" },
  model_timeout: { message: "the endpoint did not answer within {seconds} s" },
  model_busy: { message: "too many questions wait for the endpoint" },
  model_unreachable: { message: "the endpoint cannot be reached: {cause}" },
  model_over_budget: { message: "the budget of {count} questions a minute is used up" },
  model_wrong_status: { message: "the endpoint answered {status}" },
  model_too_long: { message: "the endpoint's answer is longer than {bytes} bytes" },
  model_not_json: { message: "the endpoint answered something that is not JSON" },
  model_not_completion: { message: "the endpoint answered something that is no chat completion" },
  model_refused: { message: "the model refused to answer" },
  model_off_format: { message: "the model did not answer as it was asked to" },
  model_no_match: { message: "the model found no rule that fits" },
  model_unknown_rule: { message: "the model named a rule that was not offered" },
} as const satisfies Readonly<Record<string, FaultRow>>;
