/** How much of a text is searched, in UTF-16 code units: Telegram's longest text message. */
export const maxSearchedLength = 4_096;
/**
 * Steps that all patterns may take for one text beyond those of their automata: what the largest pattern needs for the
 * longest text, some 50 ms on a small machine. Texts of people cost a hundredth of it; what goes beyond is made for it.
 */
export const maxSteps = 1_250_000;

/** A text that many patterns are asked about, with what their asking may cost together. */
export class SearchedText {
  /** As far as it is searched. */
  readonly text: string;
  #lower: string | undefined;
  #stepsLeft: number;
  #isCutShort = false;

  /** @param steps as {@linkcode maxSteps} */
  constructor(text: string, steps: number = maxSteps) {
    this.text = text.slice(0, maxSearchedLength);
    this.#stepsLeft = steps;
  }

  /** Steps that are left. */
  get stepsLeft(): number {
    return this.#stepsLeft;
  }

  /** Whether a pattern was not asked to the end, because the steps did not last. */
  get isCutShort(): boolean {
    return this.#isCutShort;
  }

  /** Takes note of steps that were made. */
  spend(steps: number): void {
    this.#stepsLeft = Math.max(this.#stepsLeft - steps, 0);
  }

  /** Whether so many steps are left. They are taken if so; if not, the text counts as cut short. */
  afford(steps: number): boolean {
    if (steps > this.#stepsLeft) {
      this.#isCutShort = true;
      return false;
    }
    this.spend(steps);
    return true;
  }

  /** Whether it may hold one of some literals, which are in lower case, whatever its own case. */
  mayHold(literals: readonly string[]): boolean {
    const lower = this.#lower ??= this.text.toLowerCase();
    // Letters beyond ASCII mean the same as some within, as ſ is an s.
    return /[\u017f\u212a]/.test(this.text) || literals.some((literal) => lower.includes(literal));
  }
}
