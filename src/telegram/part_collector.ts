import { concatBytes, decodeUtf8Whole } from "../base/bytes.ts";
import { descriptions, TelegramError } from "./envelope.ts";
import { readForm } from "./form.ts";
import type { MultipartOptions, MultipartPart } from "./multipart.ts";

/** Content type of a form, and of a part that is one. */
export const formType = "application/x-www-form-urlencoded";

/** Takes parameters in the order in which they come. */
export interface ParameterSink {
  add(name: string, value: string): void;
}

/** Takes the content of one file. */
export interface FileSink {
  /** Takes a piece, which is a view of what the reader was fed. */
  add(piece: Uint8Array): void;
  end(): void;
}

/** Options for {@linkcode collectParts}. */
interface PartCollectorOptions {
  /** Told of each text part at its end. */
  readonly texts: ParameterSink;
  /** Maximum bytes of all texts together; absent where the whole body has a bound. */
  readonly maxTextBytes?: number | undefined;
  /** Whether a part is to be looked at. Default: every part is. */
  readonly isWanted?: ((part: MultipartPart) => boolean) | undefined;
  /** Takes a file; those that it gives `undefined` for are passed over. */
  readonly openFile?: ((part: MultipartPart) => FileSink | undefined) | undefined;
}

/**
 * Functions for a `MultipartReader` that collect parameters as parts end: a part of type
 * `application/x-www-form-urlencoded` holds parameters of its own, as with the official server. Holds the texts of one
 * part at a time. `feed` throws `TelegramError` 413 when texts are too long, and what the options' functions throw.
 */
export function collectParts(
  { texts, maxTextBytes = Infinity, isWanted = () => true, openFile = () => undefined }: PartCollectorOptions,
): Pick<MultipartOptions, "onPart" | "onContent" | "onPartEnd"> {
  let sink: FileSink | undefined;
  let textBytes = 0;
  const openText = (part: MultipartPart): FileSink => {
    const pieces: Uint8Array[] = [];
    return {
      add(piece) {
        textBytes += piece.length;
        if (textBytes > maxTextBytes) throw new TelegramError(413, descriptions.tooLarge);
        pieces.push(piece.slice());
      },
      end: () => addText(texts, part, decodeUtf8Whole(concatBytes(pieces))),
    };
  };
  return {
    onPart(part) {
      if (!isWanted(part)) sink = undefined;
      else sink = part.filename === undefined ? openText(part) : openFile(part);
    },
    onContent: (piece) => sink?.add(piece),
    onPartEnd: () => sink?.end(),
  };
}

function addText(texts: ParameterSink, { name, contentType }: MultipartPart, text: string): void {
  if (!contentType.startsWith(formType)) return texts.add(name, text);
  for (const [inner, value] of readForm(text)) texts.add(inner, value);
}
