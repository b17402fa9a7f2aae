/** A group that became a supergroup: the same chat under another id. */
export interface ChatMove {
  /** Id of the group. */
  readonly from: number;
  /** Id of the supergroup. */
  readonly to: number;
}

/** Ids of supergroups and channels lie at or below this, those of groups between it and 0. */
const maxSupergroupId = -1_000_000_000_000;

/** A move as upstream tells it; `undefined` when these cannot be the ids of a group and of a supergroup. */
export function toChatMove(from: number, to: number): ChatMove | undefined {
  return isGroup(from) && isSupergroup(to) ? { from, to } : undefined;
}

/** Whether an id is one of a group that may still become a supergroup. */
export function isGroup(id: number): boolean {
  return id < 0 && id > maxSupergroupId;
}

function isSupergroup(id: number): boolean {
  return id <= maxSupergroupId && Number.isSafeInteger(id);
}
