import { asArray, asInteger, asRecord, asText } from "../base/json_value.ts";

/** Width of the smallest size that Telegram makes of a profile photo, in pixels. */
const minWidth = 160;

/**
 * Id of the file to show as somebody's picture, from a result of getUserProfilePhotos: the smallest that is sharp
 * enough of the latest photo; empty when there is none.
 */
export function readProfilePhoto(result: unknown): string {
  const [latest] = asArray(asRecord(result)?.photos);
  const sizes = asArray(latest)
    .map((size) => ({ id: asText(asRecord(size)?.file_id), width: asInteger(asRecord(size)?.width) }))
    .filter(({ id }) => /^[A-Za-z0-9_-]{1,256}$/.test(id))
    .sort((left, right) => left.width - right.width);
  return (sizes.find(({ width }) => width >= minWidth) ?? sizes.at(-1))?.id ?? "";
}
