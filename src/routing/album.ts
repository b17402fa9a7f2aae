import type { JsonRecord } from "../base/json_value.ts";
import { asText } from "../base/json_value.ts";
import { contentOf } from "../telegram/message_content.ts";
import type { Job } from "./job.ts";

/** Parts of an album that come within this time after one another are sent together, in milliseconds. */
export const albumGatherMs = 500;
/** Maximum parts of an album. */
const maxParts = 10;

/** What can stand in an album that a bot sends. */
const parts: ReadonlySet<string> = new Set(["photo", "video", "audio", "document"]);

/** The album that a message is a part of; empty for what is sent alone. */
export function albumOf(message: JsonRecord | undefined): string {
  if (message === undefined || !parts.has(contentOf(message))) return "";
  return asText(message.media_group_id);
}

/** The first of the waiting entries, and the other parts of its album. */
export function takeGroup(jobs: readonly Job[]): Job[] {
  const [first] = jobs;
  if (first === undefined) return [];
  if (first.album === "") return [first];
  return jobs.filter((job) => isSameAlbum(job, first)).slice(0, maxParts);
}

function isSameAlbum(left: Job, right: Job): boolean {
  return left.album === right.album && left.source.bot === right.source.bot &&
    left.source.chat === right.source.chat && left.task.do === right.task.do &&
    "chat" in left.task && "chat" in right.task && left.task.chat === right.task.chat;
}
