import type { Static, TObject, TProperties, TSchema } from "typebox";
import type { Actor, Role } from "../../account/account_records.ts";
import type { Principal } from "../../account/principal.ts";
import type { RequestPlace } from "../request_place.ts";
import type { Upload } from "./upload.ts";

/** A request that was found to be in order, as its endpoint sees it. */
export interface Call<P, Q, B> {
  readonly path: P;
  readonly query: Q;
  readonly body: B;
  /** Files that came with the body, where the endpoint takes them; `undefined` when there are none. */
  readonly upload: Upload | undefined;
  readonly principal: Principal;
  /** As it came: a HEAD is answered as a GET. */
  readonly verb: string;
  readonly headers: Headers;
  /** Where it comes from. */
  readonly place: RequestPlace;
  /** Headers of the answer beside those that all have. */
  readonly answerHeaders: Headers;
  /** For the audit log: who it was, where `principal` does not tell, and which bot, where the path does not. */
  readonly note: { actor?: Actor; botId?: number };
  /** Aborts when the client hangs up. */
  readonly signal: AbortSignal;
}

/** All that is said of an endpoint, once: routing, authorisation, validation and its description come from here. */
export interface EndpointDeclaration<
  P extends TProperties,
  Q extends TProperties,
  B extends TSchema,
  R extends TSchema,
> {
  /** Its name in the OpenAPI document. */
  readonly id: string;
  readonly method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  /** Below `/api/v1`, with parameters in braces. `{bot}` is looked up and authorised before `handle` is called. */
  readonly path: `/${string}`;
  readonly tag: string;
  /** One sentence without a full stop. */
  readonly summary: string;
  /** The least role that may call it; `nobody`: no credentials are asked for. */
  readonly role: Role | "nobody";
  /** Whether only a person may call it, not a script. */
  readonly isForOperators?: boolean;
  readonly parameters?: P;
  readonly query?: Q;
  /** Headers that mean something here, by their names in lower case; each may be left out. */
  readonly headers?: TProperties;
  /** Absent when nothing is read. */
  readonly body?: B;
  /** Whether the body may be left out, which stands for an empty object. */
  readonly isBodyOptional?: boolean;
  /** Maximum bytes of the body, where it may be larger than usual. */
  readonly maxBodyBytes?: number;
  /** Whether files may come with the body: as multipart, the body being its first part, `message`. */
  readonly takesFiles?: boolean;
  readonly status: 200 | 201 | 202 | 204;
  /** Absent for 204, for a stream, and where `handle` gives a whole `Response`. */
  readonly answer?: R;
  /** What a stream of server-sent events is; `handle` gives a `ReadableStream` then. */
  readonly stream?: TSchema;
  /** What `handle` may give as a whole `Response`: a description for each status. */
  readonly responses?: Readonly<Record<number, string>>;
  /** Whether it concerns all bots: who knows only some of them may not call it. */
  readonly isForAllBots?: boolean;
  /** What was made, for the audit log; absent where the path names it. */
  readonly subject?: (result: Static<R>) => string;
  /** Whether it is in the audit log although it only reads; what changes something always does. */
  readonly isAudited?: boolean;
  /** Whether it is refused with 429 when it is tried again and again. */
  readonly isThrottled?: boolean;
  /** When it is refused with 409; absent when it never is. */
  readonly conflict?: string;
  /** When it is refused with other statuses than all endpoints have. */
  readonly refusals?: Readonly<Record<number, string>>;
  readonly handle: (
    call: Call<Static<TObject<P>>, Static<TObject<Q>>, Static<B>>,
  ) => Promise<Static<R>> | Static<R>;
}

/** An endpoint whose types are no longer told apart: its schemas stand for them. */
export type Endpoint = EndpointDeclaration<TProperties, TProperties, TSchema, TSchema>;

/** Declares an endpoint. */
export function endpoint<
  P extends TProperties = Record<never, never>,
  Q extends TProperties = Record<never, never>,
  B extends TSchema = TSchema,
  R extends TSchema = TSchema,
>(declaration: EndpointDeclaration<P, Q, B, R>): Endpoint {
  // `handle` is called only with what its own schemas have accepted.
  return declaration as unknown as Endpoint;
}
