import type { Conversation } from "./conversation.ts";
import type { Fields } from "./bot_api_objects.ts";

/** A poll a bot sent, with the votes. */
export interface OpenPoll {
  readonly botId: number;
  readonly conversation: Conversation;
  readonly messageId: number;
  /** Chosen options by user id. */
  readonly votes: Map<number, readonly number[]>;
  /** The `Poll` object as it stands. */
  poll: Fields;
}

/** Polls by id, the latest ones. */
export class Polls {
  static readonly #kept = 10_000;
  readonly #byId = new Map<string, OpenPoll>();

  add(id: string, poll: OpenPoll): void {
    this.#byId.set(id, poll);
    if (this.#byId.size <= Polls.#kept) return;
    for (const oldest of this.#byId.keys()) {
      this.#byId.delete(oldest);
      return;
    }
  }

  find(id: string): OpenPoll | undefined {
    return this.#byId.get(id);
  }
}

/** The poll with its votes counted anew. */
export function withVotes(open: OpenPoll): Fields {
  const options: unknown = open.poll.options;
  const counted = (Array.isArray(options) ? options : []).map((option: unknown, index) => ({
    ...Object(option),
    voter_count: [...open.votes.values()].filter((chosen) => chosen.includes(index)).length,
  }));
  return { ...open.poll, options: counted, total_voter_count: open.votes.size };
}
