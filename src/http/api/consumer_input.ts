import type { DisabledCode } from "../../faults/disabled_fault.ts";
import Type, { type Static } from "typebox";
import { consumerFilter } from "../../registry/entities/consumer_filter.ts";
import { createPushTarget, type PushTarget, pushTarget } from "../../registry/entities/push_target.ts";
import { type Consumer, consumer } from "../../registry/entities/consumer.ts";
import { omitFields } from "../../registry/entities/entity.ts";
import { Start, type StartingPoint } from "../../registry/entities/starting_point.ts";
import { findPushFault } from "../../registry/push_rules.ts";
import type { ConsumerPatch, NewConsumer } from "../../registry/registry.ts";
import { maxReasonLength, toKeptReason } from "../../registry/rules.ts";
import { toShownUrl } from "../../telegram/webhook_url.ts";
import { contradiction, contradictions } from "./api_error.ts";
import { Filter, PushInput } from "./consumer_wire.ts";
import { inputMembers, toPatch } from "./entity_wire.ts";
import { ConsumerName, parseMoment } from "./wire.ts";

/** What is changed as its fields say, without a rule of its own. */
const plain = omitFields(consumer, ["name", "mode", "start"]);

const changeable = {
  mode: Type.Optional(consumer.mode.schema),
  ...inputMembers(plain),
  filter: Type.Optional(Filter),
  push: Type.Optional(PushInput),
  disabled: Type.Optional(
    Type.Boolean({ description: "Whether its updates wait in the journal instead of being delivered" }),
  ),
  disabled_reason: Type.Optional(
    Type.String({
      description: "Why it is disabled; shown with its status",
      minLength: 1,
      maxLength: maxReasonLength,
    }),
  ),
};

/** A consumer that is to be made. */
export const NewConsumerInput = Type.Object({
  name: ConsumerName,
  ...changeable,
  start: Type.Optional(Start),
}, { title: "NewConsumer", additionalProperties: false });

/** What is to be different about a consumer; what is not named stays. */
export const ConsumerPatchInput = Type.Object({ name: Type.Optional(ConsumerName), ...changeable }, {
  title: "ConsumerPatch",
  additionalProperties: false,
  description:
    "What is not named stays, within `push` too. A secret token and headers have to be given again, or taken away, " +
    "when updates are to go to another host",
});

/** Why a consumer is disabled that the API disabled without a reason. */
const disabledByApi = "disabled_by_api" satisfies DisabledCode;

/**
 * The consumer that an input describes.
 *
 * @throws {ApiError} 409 when its parts cannot be used.
 */
export function toNewConsumer(input: Static<typeof NewConsumerInput>): NewConsumer {
  const { name, mode = input.push === undefined ? "poll" : "push", filter, start } = input;
  const push = toTarget(mode, input.push, undefined);
  return {
    name,
    mode,
    push,
    ...toPatch(plain, input),
    ...(filter === undefined ? {} : { filter: toPatch(consumerFilter, filter) }),
    ...(start === undefined ? {} : { start: toStart(start, "/start") }),
    disabledReason: toDisabledReason(input, undefined),
  };
}

/**
 * What an input changes of a consumer.
 *
 * @throws {ApiError} 409 when the result could not be used.
 */
export function toConsumerPatch(before: Consumer, input: Static<typeof ConsumerPatchInput>): ConsumerPatch {
  const { name, mode = before.mode, filter } = input;
  return {
    ...(name === undefined ? {} : { name }),
    ...toPatch(plain, input),
    ...(filter === undefined ? {} : { filter: toPatch(consumerFilter, filter) }),
    mode,
    push: toTarget(mode, input.push, before.push),
    disabledReason: toDisabledReason(input, toKeptReason(before, mode)),
  };
}

/** @throws {ApiError} 409 when there is a reason for what is not disabled. */
function toDisabledReason(
  { disabled, disabled_reason }: Pick<Static<typeof ConsumerPatchInput>, "disabled" | "disabled_reason">,
  before: string | undefined,
): string | undefined {
  if (!(disabled ?? before !== undefined)) {
    if (disabled_reason !== undefined) {
      throw contradiction("#/disabled_reason", "field_disabled_only");
    }
    return undefined;
  }
  return disabled_reason ?? before ?? disabledByApi;
}

/**
 * A starting point as the journal knows it.
 *
 * @throws {ApiError} 409 when its time is invalid.
 */
export function toStart(start: Static<typeof Start>, pointer: string): StartingPoint {
  if (typeof start === "string" || "position" in start) return start;
  return { timeMs: parseMoment(start.time, `#${pointer}/time`) };
}

function toTarget(
  mode: Consumer["mode"],
  input: Static<typeof PushInput> | undefined,
  before: PushTarget | undefined,
): PushTarget | undefined {
  if (mode === "poll") {
    if (input !== undefined) throw contradiction("#/push", "field_push_only");
    return undefined;
  }
  if (input === undefined && before !== undefined) return before;
  const target = toChanged(before, toPatch(pushTarget, input ?? {}));
  const found = findPushFault(target);
  if (found === undefined) return target;
  const { path: [member, ...rest], fault } = found;
  const pointer = `#/push/${[pushTarget[member].wire, ...rest].map(escapeStep).join("/")}`;
  throw contradictions([{ pointer, fault }]);
}

function toChanged(before: PushTarget | undefined, patch: Partial<PushTarget>): PushTarget {
  if (before === undefined) return createPushTarget({ urls: [], ...patch });
  checkSecretsStayHome(before, patch);
  if (patch.urls === undefined) return { ...before, ...patch };
  // From now on it is the owner's: revoking the program's token no longer concerns it.
  return createPushTarget({ ...before, ...patch, urls: patch.urls, accessTokenId: undefined });
}

/** Whoever may change a URL must not thereby get to read the secrets that went to the old one. */
function checkSecretsStayHome(before: PushTarget, patch: Partial<PushTarget>): void {
  const origins = new Set(before.urls.map(toShownUrl));
  const isElsewhere = (patch.urls ?? []).some((url) => !origins.has(toShownUrl(url))) ||
    ("ipAddress" in patch && patch.ipAddress !== before.ipAddress);
  if (!isElsewhere) return;
  if (before.secretToken !== undefined && !("secretToken" in patch)) {
    throw contradiction("#/push/secret_token", "field_secret_again");
  }
  if (before.signingSecrets !== undefined && !("signingSecrets" in patch)) {
    throw contradiction("#/push/signing_secrets", "field_secret_again");
  }
  if (Object.keys(before.headers).length > 0 && patch.headers === undefined) {
    throw contradiction("#/push/headers", "field_secret_again");
  }
}

function escapeStep(step: string | number): string {
  return String(step).replaceAll("~", "~0").replaceAll("/", "~1");
}
