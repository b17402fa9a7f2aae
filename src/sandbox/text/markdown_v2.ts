import type { MessageEntity } from "../bot_api_objects.ts";
import { byteOffset, linkMembers, markupError, TextBuilder } from "./builder.ts";
import type { FormattedText } from "./formatted_text.ts";

interface OpenMark {
  readonly mark: string;
  readonly type: string;
  readonly offset: number;
  readonly at: number;
  readonly extra?: Partial<MessageEntity>;
}

const marks: readonly { readonly mark: string; readonly type: string }[] = [
  { mark: "```", type: "pre" },
  { mark: "`", type: "code" },
  { mark: "||", type: "spoiler" },
  { mark: "__", type: "underline" },
  { mark: "_", type: "italic" },
  { mark: "*", type: "bold" },
  { mark: "~", type: "strikethrough" },
  { mark: "![", type: "custom_emoji" },
  { mark: "[", type: "text_link" },
];
const reserved = "_*[]()~`>#+-=|{}.!";
const names: Readonly<Record<string, string>> = {
  pre: "PreCode",
  code: "Code",
  spoiler: "Spoiler",
  underline: "Underline",
  italic: "Italic",
  bold: "Bold",
  strikethrough: "Strikethrough",
  custom_emoji: "CustomEmoji",
  text_link: "TextUrl",
};

/** Reads `parse_mode=MarkdownV2`. */
export function parseMarkdownV2(source: string): FormattedText {
  return new MarkdownV2Reader(source).read();
}

class MarkdownV2Reader {
  readonly #source: string;
  readonly #builder = new TextBuilder();
  readonly #open: OpenMark[] = [];
  #at = 0;
  #quoteOffset: number | undefined;

  constructor(source: string) {
    this.#source = source;
  }

  read(): FormattedText {
    while (this.#at < this.#source.length) this.#step();
    const unclosed = this.#open.at(-1);
    if (unclosed !== undefined) {
      throw markupError(
        `Can't find end of ${names[unclosed.type] ?? unclosed.type} entity at byte offset ${
          byteOffset(this.#source, unclosed.at)
        }`,
      );
    }
    this.#endQuote(false);
    return this.#builder.finish();
  }

  #step(): void {
    const source = this.#source;
    const character = source[this.#at] ?? "";
    const inCode = this.#open.at(-1)?.type === "code" || this.#open.at(-1)?.type === "pre";
    const next = source.charCodeAt(this.#at + 1);
    if (character === "\\" && next > 0 && next <= 126) {
      this.#builder.append(source[this.#at + 1] ?? "");
      this.#at += 2;
    } else if (this.#close() || (!inCode && (this.#quote(character) || this.#begin()))) {
      return;
    } else if (!inCode && reserved.includes(character)) {
      throw markupError(`Character '${character}' is reserved and must be escaped with the preceding '\\'`);
    } else {
      this.#builder.append(character);
      this.#at++;
    }
  }

  /** Ends the innermost entity when its mark is here. */
  #close(): boolean {
    const top = this.#open.at(-1);
    if (top === undefined) return false;
    const closing = top.mark === "[" || top.mark === "![" ? "]" : top.mark;
    if (!this.#source.startsWith(closing, this.#at)) return false;
    // `__` inside italic opens underline, unless underline is what would be closed.
    if (top.mark === "_" && this.#source.startsWith("__", this.#at)) return false;
    this.#open.pop();
    this.#at += closing.length;
    if (closing === "]") this.#closeLink(top);
    else this.#builder.close(top.offset, top.type, top.extra);
    return true;
  }

  #closeLink(top: OpenMark): void {
    const address = /^\(((?:\\.|[^)\\])*)\)/s.exec(this.#source.slice(this.#at));
    if (address === null) {
      if (top.mark === "![" || this.#source[this.#at] === "(") {
        throw markupError(`Can't find end of a URL at byte offset ${byteOffset(this.#source, this.#at)}`);
      }
      return;
    }
    this.#at += address[0].length;
    const url = (address[1] ?? "").replace(/\\(.)/gs, "$1");
    if (top.mark === "![") {
      const id = /^tg:\/\/emoji\?id=([0-9]+)$/.exec(url)?.[1] ?? "";
      this.#builder.close(top.offset, "custom_emoji", { custom_emoji_id: id });
      return;
    }
    const link = linkMembers(url);
    if (link !== undefined) this.#builder.close(top.offset, link.type, link.extra);
  }

  #begin(): boolean {
    const found = marks.find(({ mark }) => this.#source.startsWith(mark, this.#at));
    if (found === undefined) return false;
    const at = this.#at;
    this.#at += found.mark.length;
    let extra: Partial<MessageEntity> = {};
    if (found.type === "pre") {
      const language = /^([^\s`]*)\n/.exec(this.#source.slice(this.#at));
      if (language !== null) {
        this.#at += language[0].length;
        if (language[1]) extra = { language: language[1] };
      }
    }
    this.#open.push({ ...found, offset: this.#builder.length, at, extra });
    return true;
  }

  /** Block quotes: lines that begin with `>`, expandable when the last one ends with `||`. */
  #quote(character: string): boolean {
    const isLineStart = this.#at === 0 || this.#source[this.#at - 1] === "\n";
    if (isLineStart && this.#source.startsWith("**>", this.#at)) {
      this.#endQuote(false);
      this.#at += 2;
    }
    if (isLineStart && this.#source[this.#at] === ">") {
      this.#quoteOffset ??= this.#builder.length;
      this.#at++;
      return true;
    }
    if (isLineStart) this.#endQuote(false);
    if (
      this.#quoteOffset !== undefined && this.#open.at(-1) === undefined &&
      /^\|\|(\n|$)/.test(this.#source.slice(this.#at, this.#at + 3))
    ) {
      this.#at += 2;
      this.#endQuote(true);
      return true;
    }
    return character === "";
  }

  #endQuote(isExpandable: boolean): void {
    if (this.#quoteOffset === undefined) return;
    this.#builder.close(this.#quoteOffset, isExpandable ? "expandable_blockquote" : "blockquote");
    this.#quoteOffset = undefined;
  }
}
