import type { AccessScope } from "../../registry/entities/access_token.ts";

/** Who is calling, once the token in the path is recognised. */
export interface Caller {
  readonly botId: number;
  /** The bot's token toward upstream. */
  readonly realToken: string;
  /** The token that stood in the path; equal to `realToken` when the real one was used. */
  readonly presentedToken: string;
  readonly consumerId: number;
  /** Absent for the real token. */
  readonly accessTokenId: number | undefined;
  /** Empty for the real token. */
  readonly scope: AccessScope;
}

/** Whom BotMux itself calls for: nobody presented a token, so none of theirs can stand in the answer. */
export type ActingCaller = Omit<Caller, "presentedToken">;

/** The caller as if it had called itself. What stands for the real token in answers tells nothing: they go into logs. */
export function toCaller(caller: ActingCaller): Caller {
  return { ...caller, presentedToken: `${caller.botId}:***` };
}
