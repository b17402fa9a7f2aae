/** How a line that is typed without being shown goes on. */
export type HiddenLineState =
  | { readonly kind: "open" }
  /** `rest` was typed after the line's end. */
  | { readonly kind: "done"; readonly text: string; readonly rest: string }
  | { readonly kind: "cancelled" };

/** A line that is being typed on a terminal in raw mode, where nothing but this takes care of editing. */
export class HiddenLine {
  #characters: string[] = [];

  /** Takes what was typed next: Backspace and Ctrl-U edit, Ctrl-C and Ctrl-D cancel; other controls count for nothing. */
  type(typed: string): HiddenLineState {
    const characters = [...typed];
    for (const [index, character] of characters.entries()) {
      switch (character) {
        case "\r":
        case "\n":
          return {
            kind: "done",
            text: this.#characters.join(""),
            rest: characters.slice(index + 1).join(""),
          };
        case "\u0003":
        case "\u0004":
          return { kind: "cancelled" };
        case "\u007f":
        case "\b":
          this.#characters.pop();
          break;
        case "\u0015":
          this.#characters = [];
          break;
        default:
          if (character >= " ") this.#characters.push(character);
      }
    }
    return { kind: "open" };
  }
}
