/** A call that upstream carried out. The bytes belong to the call: whoever keeps them must not change them. */
export interface AnsweredCall {
  readonly botId: number;
  /** In lower case. */
  readonly method: string;
  /** Without `?`. */
  readonly query: string;
  readonly contentType: string;
  /** `Content-Encoding` of the request; empty for none. */
  readonly contentEncoding: string;
  /** The request's body; `undefined` when it has none, or was passed on without being held. */
  readonly sent: Uint8Array<ArrayBuffer> | undefined;
  readonly answer: Uint8Array<ArrayBuffer>;
  /** `Content-Encoding` of the answer; empty for none. */
  readonly answerEncoding: string;
}
