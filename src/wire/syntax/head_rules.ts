import type { MalformedMessage, MalformedMessageStatus } from "./malformed_message.ts";

/** Bounds of a message's head. */
export interface HeadLimits {
  /** Bytes of the head, its start line and last empty line included. */
  readonly maxHeadBytes: number;
  readonly maxFields: number;
  /** Bytes of a request's target. */
  readonly maxTargetBytes: number;
}

export const defaultHeadLimits: HeadLimits = {
  maxHeadBytes: 256 * 1024,
  maxFields: 200,
  maxTargetBytes: 64 * 1024,
};

/** What differs between the heads of requests and those of responses. */
export interface HeadRules {
  /** Status of what is malformed in a way that both share. */
  readonly malformedStatus: MalformedMessageStatus;
  readonly tooLargeStatus: MalformedMessageStatus;
  /** Whether LF alone ends a line, which is for the recipient to decide (RFC 9112 2.2). */
  readonly takesBareLf: boolean;
  /** Bytes of empty lines that may stand before the start line (RFC 9112 2.2). */
  readonly maxLeadingBytes: number;
  readonly maxStartLineBytes: number;
  /** Refuses the first byte of a start line when none begins with it, so that other protocols wait for nothing. */
  checkFirstByte(byte: number): void;
  startLineTooLong(): MalformedMessage;
  /** Reads the start line as soon as it is whole. */
  readStartLine(bytes: Uint8Array, start: number, end: number): void;
}
