import type { Principal } from "../../account/principal.ts";
import type { Clock } from "../../base/clock.ts";
import { randomUrlSafe } from "../../base/secrets.ts";

/** A picture, whose type was told by its bytes. */
export interface Picture {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly contentType: string;
}

type Owner = Pick<Principal, "kind" | "id">;

interface Kept extends Picture {
  readonly owner: Owner;
  readonly untilMs: number;
}

/** 132 random bits. */
export const nameLength = 22;
/** More at once nobody looks at. */
const maxKept = 16;
/** Long enough to look at a bot and add it. */
const keptMs = 10 * 60_000;

/** Photos of bots that were checked and may never be added: for a few minutes, for whoever checked them. */
export class CheckedPhotos {
  readonly #clock: Clock;
  /** By their names, the oldest first. */
  readonly #kept = new Map<string, Kept>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Keeps one, and gives the name it is found by, which nobody can guess. */
  keep({ kind, id }: Owner, picture: Picture): string {
    const name = randomUrlSafe(nameLength);
    this.#kept.set(name, { ...picture, owner: { kind, id }, untilMs: this.#clock.now() + keptMs });
    this.#prune();
    return name;
  }

  /** `undefined` when there is none of this name, or it is not theirs. */
  find({ kind, id }: Owner, name: string): Picture | undefined {
    this.#prune();
    const kept = this.#kept.get(name);
    return kept?.owner.kind === kind && kept.owner.id === id ? kept : undefined;
  }

  #prune(): void {
    const nowMs = this.#clock.now();
    for (const [name, { untilMs }] of this.#kept) {
      if (untilMs > nowMs && this.#kept.size <= maxKept) return;
      this.#kept.delete(name);
    }
  }
}
