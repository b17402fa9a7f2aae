import { fault, type PushFault } from "../../faults/fault.ts";
import { RequestFailure, type RequestFailureKind } from "../../wire/client/request_failure.ts";
import { PostFailure } from "./poster.ts";

/** What the official server says in other words than the client. */
const pushFaults: Readonly<Partial<Record<RequestFailureKind, PushFault>>> = {
  connect: fault("push_not_connected"),
  lost_in_answer: fault("push_cut_off"),
  malformed_answer: fault("push_malformed"),
  too_large: fault("push_too_large"),
};

/** What the owner is told of a request that failed with `error`; anything else is given back as it is. */
export function toPostFailure(error: unknown): unknown {
  if (!(error instanceof RequestFailure)) return error;
  const { kind } = error;
  const why = kind === "proxy"
    ? fault("push_proxy_failed", { cause: error.fault })
    : pushFaults[kind] ?? error.fault;
  return new PostFailure(why, { isTold: kind !== "lost_before_answer", cause: error });
}
