/** How one look at a condition turned out. `between`: neither bad enough to begin with, nor good enough to end. */
export type Finding = "bad" | "between" | "good";

/** For how long a condition must be bad, or good again, before it counts. */
export interface Delays {
  readonly enterMs: number;
  readonly leaveMs: number;
}

interface Condition {
  isOn: boolean;
  /** When it turned toward what it is not; `undefined` while it does not. */
  turningMs: number | undefined;
  sinceMs: number;
  seenAt: number;
}

/** Remembers conditions that are looked at again and again, so that none flaps. */
export class Hysteresis {
  readonly #conditions = new Map<string, Condition>();
  #round = 0;

  /** Takes note of a look; gives since when the condition counts, `undefined` while it does not. */
  observe(key: string, finding: Finding, nowMs: number, { enterMs, leaveMs }: Delays): number | undefined {
    let condition = this.#conditions.get(key);
    if (condition === undefined) {
      if (finding !== "bad") return undefined;
      condition = { isOn: false, turningMs: undefined, sinceMs: 0, seenAt: 0 };
      this.#conditions.set(key, condition);
    }
    condition.seenAt = this.#round;
    const isTurning = condition.isOn ? finding === "good" : finding === "bad";
    if (!isTurning) condition.turningMs = undefined;
    else {
      condition.turningMs ??= nowMs;
      if (nowMs - condition.turningMs >= (condition.isOn ? leaveMs : enterMs)) {
        condition.isOn = !condition.isOn;
        condition.sinceMs = condition.turningMs;
        condition.turningMs = undefined;
      }
    }
    if (!condition.isOn && condition.turningMs === undefined) this.#conditions.delete(key);
    return condition.isOn ? condition.sinceMs : undefined;
  }

  /** Ends a round of looks: what was not looked at since the last one is forgotten. */
  endRound(): void {
    for (const [key, { seenAt }] of this.#conditions) {
      if (seenAt !== this.#round) this.#conditions.delete(key);
    }
    this.#round++;
  }
}
