import { PostFailure } from "./poster.ts";

const words = "Wrong response from the webhook";

/** For bytes that are no HTTP/1 answer, or not all of one. */
export function wrongResponse(cause?: unknown): PostFailure {
  return new PostFailure(words, { cause });
}

/** For an answer beyond the poster's bound. */
export function tooLargeResponse(): PostFailure {
  return new PostFailure(`${words}: the answer is too large`);
}
