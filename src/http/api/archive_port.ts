import type { ArchiveService } from "../../archive/archive_functions.ts";
import { contradiction, refusal } from "./api_error.ts";

/** What the endpoints ask of the archive. */
export type ArchivePort = Pick<
  ArchiveService,
  | "search"
  | "messages"
  | "stretch"
  | "message"
  | "history"
  | "chats"
  | "latestChats"
  | "chat"
  | "topics"
  | "members"
  | "joinRequests"
  | "removeJoinRequest"
  | "users"
  | "user"
  | "poll"
  | "statistics"
  | "exportChat"
  | "removeChat"
>;

/**
 * The archive.
 *
 * @throws {ApiError} 404 when there is none.
 */
export function findArchive(archive: ArchivePort | undefined): ArchivePort {
  if (archive !== undefined) return archive;
  throw refusal("archive_off");
}

/** When {@linkcode readAt} refuses, for the OpenAPI document. */
export const foreignCursor = "The cursor is not `next` of a response to the same query";

/**
 * What `read` finds with a cursor, which anybody may have made up.
 *
 * @throws {ApiError} 409 when it is not one of the list that is read.
 */
export async function readAt<T>(cursor: string | undefined, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    // The archive's word for a cursor it did not give; nothing else in a request is out of its range.
    if (!(error instanceof RangeError) || cursor === undefined) throw error;
    throw contradiction("cursor", "field_cursor_foreign");
  }
}
