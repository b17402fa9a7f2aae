import { type CalledWith, isFields, requiredText } from "./call.ts";
import type { Fields } from "./bot_api_objects.ts";
import { badRequest } from "./refusals.ts";
import { formatText } from "./text/formatted.ts";

const maxQuestionLength = 300;
const maxOptions = 12;
/** Thirty days. */
const maxOpenSec = 2_628_000;

/** A new `Poll` object out of the parameters of sendPoll. */
export function readPoll(call: CalledWith, id: string, nowSec: number): Fields {
  const { parameters } = call;
  const question = formatText(
    requiredText(call, "question", "poll question must be non-empty"),
    parameters.get("question_parse_mode"),
    parameters.json("question_entities"),
  );
  if (question.text.length > maxQuestionLength) throw badRequest("poll question length must not exceed 300");
  const isQuiz = parameters.get("type") === "quiz";
  return {
    id,
    question: question.text,
    ...(question.entities.length === 0 ? {} : { question_entities: question.entities }),
    options: readOptions(call),
    total_voter_count: 0,
    is_closed: parameters.boolean("is_closed"),
    is_anonymous: parameters.get("is_anonymous") === undefined || parameters.boolean("is_anonymous"),
    type: isQuiz ? "quiz" : "regular",
    allows_multiple_answers: parameters.boolean("allows_multiple_answers"),
    allows_revoting: parameters.get("allows_revoting") === undefined
      ? !isQuiz
      : parameters.boolean("allows_revoting"),
    members_only: parameters.boolean("members_only"),
    ...(isQuiz ? { correct_option_ids: readCorrect(call) } : {}),
    ...readEnd(call, nowSec),
  };
}

function readEnd({ parameters }: CalledWith, nowSec: number): Fields {
  if (parameters.get("open_period") !== undefined) {
    const open_period = parameters.integer("open_period", 0);
    if (open_period < 5 || open_period > maxOpenSec) throw badRequest("POLL_OPEN_PERIOD_INVALID");
    return { open_period, close_date: nowSec + open_period };
  }
  return parameters.get("close_date") === undefined
    ? {}
    : { close_date: parameters.integer("close_date", 0) };
}

function readOptions(call: CalledWith): Fields[] {
  const asked = call.parameters.json("options");
  if (!Array.isArray(asked)) throw badRequest("can't parse options JSON object");
  if (asked.length < 1) throw badRequest("poll must have at least 1 option");
  if (asked.length > maxOptions) throw badRequest(`poll can't have more than ${maxOptions} options`);
  return asked.map((option, index) => {
    const text: unknown = isFields(option) ? option.text : option;
    if (typeof text !== "string" || text.trim() === "") throw badRequest("poll options must be non-empty");
    if (text.length > 100) throw badRequest("poll options length must not exceed 100");
    const words = isFields(option)
      ? formatText(text, option.text_parse_mode, option.text_entities)
      : formatText(text, "", []);
    return {
      persistent_id: String(index),
      text: words.text,
      ...(words.entities.length === 0 ? {} : { text_entities: words.entities }),
      voter_count: 0,
    };
  });
}

function readCorrect(call: CalledWith): number[] {
  const listed = call.parameters.json("correct_option_ids");
  // Older programs name the one correct option.
  const ids: unknown[] = Array.isArray(listed) ? listed : [call.parameters.json("correct_option_id")];
  const numbers = ids.filter((id) => typeof id === "number");
  if (numbers.length === 0) throw badRequest("wrong correct option ID specified");
  return numbers;
}
