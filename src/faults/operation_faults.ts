import type { FaultRow } from "./fault_row.ts";

/** What keeps BotMux from carrying something out now, through no fault of the request. */
export const operationFaults = {
  row_damaged: {
    status: 503,
    message:
      "Cannot read botmux.db: the {column} of {owner} is damaged. Restore a backup, or correct that row.",
  },
  thread_closed: { status: 503, message: "Cannot do this: BotMux is stopping. Try again in a moment." },
  thread_restarting: { status: 503, message: "The {thread} is being restarted. Try again in {seconds} s." },
  thread_out_of_files: {
    status: 503,
    message: "The {thread} cannot start: too many files are open. Raise the limit of open files (ulimit -n).",
  },
  thread_call_lost: {
    status: 503,
    message: "The {thread} was restarted before it began the request: {cause}. Try again.",
  },
  thread_call_failed: {
    status: 503,
    message: "The {thread} could not finish the request: {cause}. Try again.",
  },
  thread_call_refused: {
    status: 503,
    message:
      'The {thread} no longer answers "{method}": the same request made it hang before. Try again in an hour.',
  },
  work_queue_full: {
    status: 503,
    message: "Cannot begin: too many requests wait already. Try again in a moment.",
  },
  streams_closing: { status: 503, message: "Cannot stream: BotMux is stopping. Try again in a moment." },
  streams_full: { status: 503, message: "Cannot stream: there are {count} streams already. Close one." },
  backup_stopped: { status: 503, message: "Cannot create a backup: BotMux is stopping." },
  backup_cancelled: { status: 503, message: "The backup was cancelled. Nothing of it was kept." },
  backup_too_slow: {
    status: 503,
    message: "The backup was given up, because it took longer than {hours} hours. Check the disk.",
  },
  backup_space: {
    status: 503,
    message:
      "Cannot create a backup: it needs {needed} MB, and {free} MB are free. Free some space, or remove old backups.",
  },
  backup_damaged: {
    status: 503,
    message: "Cannot create a backup: {file} is damaged ({said}). Restore it from an earlier backup.",
  },
  backup_failed: { status: 503, message: "Cannot create a backup in {folder}: {said}." },
  file_cache_full: {
    status: 503,
    message: "Cannot keep a file long enough to read it. Make the file cache larger.",
  },
  file_downloads_full: {
    status: 503,
    message: "Cannot download the file: {count} downloads are in flight. Try again soon.",
  },
  file_cache_failed: {
    status: 503,
    message: "Cannot use the file cache: {said}. Check its folder and its disk.",
  },
} as const satisfies Readonly<Record<string, FaultRow>>;

/** Why a thread ended; `thread_call_failed` and `thread_call_lost` say it. */
export const threadFaults = {
  thread_was_closed: { message: "it was closed" },
  thread_ended: { message: "it ended" },
  thread_stalled: { message: 'it did not answer "{method}" in time' },
} as const satisfies Readonly<Record<string, FaultRow>>;
