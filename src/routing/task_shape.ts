import { asRecord } from "../base/json_value.ts";
import type { Task } from "./job.ts";

/** Checks what parsed JSON holds; by hand, because TypeBox would double what the journal's thread takes to start. */
type Check = (value: unknown) => boolean;

const isRecord: Check = (value) => asRecord(value) !== undefined;
const isRecords: Check = (value) => Array.isArray(value) && value.every(isRecord);
const isText: Check = (value) => {
  const record = asRecord(value);
  return typeof record?.text === "string" && isRecords(record.entities);
};
const isTopic: Check = (value) => Number.isInteger(value) || value === "each";
const optional = (check: Check): Check => (value) => value === undefined || check(value);

const send: Readonly<Record<string, Check>> = {
  chat: Number.isInteger,
  topic: optional(isTopic),
  message: isRecord,
  text: optional(isText),
  action: Number.isInteger,
  hops: Number.isInteger,
};

/** What the members of a task must be, by what it does. */
const members: Readonly<Record<Task["do"], Readonly<Record<string, Check>>>> = {
  forward: send,
  copy: send,
  text: send,
  answer: { chat: Number.isInteger, message: isRecord, text: isText },
  edit: { chat: Number.isInteger, update: isRecord },
  delete: { chat: Number.isInteger },
  react: { chat: Number.isInteger, message: Number.isInteger, reaction: isRecords },
  choose: { update: isRecord },
};

/** Whether parsed JSON is a task. */
export function isTask(value: unknown): value is Task {
  const task = asRecord(value);
  if (typeof task?.do !== "string" || !Object.hasOwn(members, task.do)) return false;
  const checks = Object.entries(members[task.do as Task["do"]]); // It has this member.
  return checks.every(([name, check]) => check(task[name]));
}
