/** What is wrong with a message; stable, for logs, metrics and tests. */
type MalformedMessageCode =
  | "bad_byte"
  | "bad_line_ending"
  | "bad_request_line"
  | "bad_status_line"
  | "bad_method"
  | "bad_target"
  | "bad_version"
  | "bad_field_name"
  | "bad_field_value"
  | "folded_field"
  | "bad_host"
  | "bad_content_length"
  | "bad_transfer_encoding"
  | "unknown_transfer_encoding"
  | "length_and_transfer_encoding"
  | "connect_with_body"
  | "bad_chunk"
  | "bad_trailer"
  | "target_too_long"
  | "head_too_long"
  | "too_many_fields"
  | "truncated"
  | "protocol_switch";

/** Status that answers a malformed request; 502 where a response is malformed. */
export type MalformedMessageStatus = 400 | 414 | 431 | 501 | 502 | 505;

/**
 * Bytes that are no HTTP/1.1 message, or one that two readers could read in two ways. The connection they came on is
 * answered with `status`, if it is a client's, and closed: where the next message starts is not known.
 */
export class MalformedMessage extends Error {
  override readonly name = "MalformedMessage";
  readonly status: MalformedMessageStatus;
  readonly code: MalformedMessageCode;

  /** `message` never quotes what was received: it may hold tokens. */
  constructor(status: MalformedMessageStatus, code: MalformedMessageCode, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}
