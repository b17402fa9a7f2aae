import Type from "typebox";
import type { Operators } from "../../account/operators.ts";
import type { Sessions } from "../../account/sessions.ts";
import type { SignIn } from "../../account/sign_in.ts";
import { createTotpSecret, findTotpStep, toTotpUri, totpSecretPattern } from "../../account/totp.ts";
import type { Clock } from "../../base/clock.ts";
import { toSessionCookie } from "../session_cookie.ts";
import { contradiction, notFound } from "./api_error.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";
import { GivenPassword, NewPassword } from "./operator_wire.ts";
import { SessionList, toSessionList } from "./session_wire.ts";
import { confirmPassword } from "./confirm_password.ts";
import { BotGrants, nullable, RecordId, RoleName } from "./wire.ts";

const tag = "sessions";

const Me = Type.Object({
  kind: Type.Enum(["operator", "api-key"]),
  id: RecordId,
  name: Type.String(),
  role: RoleName,
  bots: nullable(BotGrants),
}, { title: "Me" });

const PasswordChange = Type.Object({ current: GivenPassword, new: NewPassword }, {
  title: "PasswordChange",
  additionalProperties: false,
});
/** A new secret with the address that authenticator apps read. */
export const TotpSecret = Type.Object({ secret: Type.String(), uri: Type.String() }, { title: "TotpSecret" });
const TotpInput = Type.Object({
  secret: Type.String({ pattern: totpSecretPattern.source }),
  code: Type.String({ pattern: "^\\d{6}$", description: "Current code of the authenticator app" }),
  password: GivenPassword,
}, { title: "TotpConfirmation", additionalProperties: false });
const TotpRemoval = Type.Object({ password: GivenPassword }, {
  title: "TotpRemoval",
  additionalProperties: false,
});

/** What these endpoints work with. */
interface MePorts {
  readonly operators: Operators;
  readonly sessions: Sessions;
  readonly signIn: SignIn;
  readonly clock: Clock;
}

/** `/me`, `/sessions` and `/sign-out` */
export function meEndpoints(ports: MePorts): Endpoint[] {
  return [
    ...accountEndpoints(ports),
    ...sessionEndpoints(ports),
    ...totpEndpoints(ports),
  ];
}

function accountEndpoints(ports: MePorts): Endpoint[] {
  const { operators } = ports;
  return [
    endpoint({
      id: "getMe",
      method: "GET",
      path: "/me",
      tag,
      summary: "Get your account and permissions",
      role: "viewer",
      status: 200,
      answer: Me,
      handle({ principal: { kind, id, name, role, bots } }) {
        // Nobody comes here without credentials.
        const known = kind === "nobody" ? "api-key" : kind;
        return { kind: known, id, name, role, bots: bots === undefined ? null : [...bots] };
      },
    }),
    endpoint({
      id: "changeMyPassword",
      method: "POST",
      path: "/me/password",
      tag,
      summary: "Change your password; your other sessions end",
      role: "viewer",
      isForOperators: true,
      body: PasswordChange,
      conflict: "The current password is wrong, or the new one is too easy to guess",
      status: 204,
      isThrottled: true,
      async handle({ body, principal }) {
        await confirmPassword(ports, principal, body.current, "#/current");
        await operators.change(principal.id, { password: body.new }, principal.sessionId);
      },
    }),
  ];
}

function sessionEndpoints({ sessions }: MePorts): Endpoint[] {
  return [
    endpoint({
      id: "signOut",
      method: "POST",
      path: "/sign-out",
      tag,
      summary: "Sign out of this session",
      role: "viewer",
      isForOperators: true,
      status: 204,
      async handle({ principal, place, answerHeaders }) {
        await sessions.end(principal.sessionId, principal.id);
        answerHeaders.append("set-cookie", toSessionCookie("", place.isSecure));
        answerHeaders.append("clear-site-data", '"storage"');
      },
    }),
    endpoint({
      id: "listSessions",
      method: "GET",
      path: "/sessions",
      tag,
      summary: "List your sessions, newest first",
      role: "viewer",
      isForOperators: true,
      status: 200,
      answer: SessionList,
      handle: async ({ principal }) => toSessionList(await sessions.list(principal.id), principal),
    }),
    endpoint({
      id: "endSession",
      method: "DELETE",
      path: "/sessions/{id}",
      tag,
      summary: "End one of your sessions",
      role: "viewer",
      isForOperators: true,
      parameters: { id: RecordId },
      status: 204,
      async handle({ path: { id }, principal }) {
        if (!await sessions.end(id, principal.id)) throw notFound("session");
      },
    }),
  ];
}

function totpEndpoints(ports: MePorts): Endpoint[] {
  const { operators, clock } = ports;
  return [
    endpoint({
      id: "makeTotpSecret",
      method: "POST",
      path: "/me/totp/secret",
      tag,
      summary: "Generate a secret for an authenticator app; nothing changes until you confirm it",
      role: "viewer",
      isForOperators: true,
      status: 200,
      answer: TotpSecret,
      handle({ principal }) {
        const secret = createTotpSecret();
        return { secret, uri: toTotpUri(principal.name, secret) };
      },
    }),
    endpoint({
      id: "useTotp",
      method: "PUT",
      path: "/me/totp",
      tag,
      summary: "Turn on one-time codes; your other sessions end",
      role: "viewer",
      isForOperators: true,
      body: TotpInput,
      conflict: "The code or the password is wrong",
      status: 204,
      isThrottled: true,
      async handle({ body: { secret, code, password }, principal }) {
        const step = findTotpStep(secret, code, clock.now());
        if (step === undefined) throw contradiction("#/code", "field_code_wrong");
        await confirmPassword(ports, principal, password, "#/password");
        if (!await operators.useTotp(principal.id, { secret, step }, principal.sessionId)) {
          throw contradiction("#/code", "field_code_used");
        }
      },
    }),
    endpoint({
      id: "removeTotp",
      method: "POST",
      path: "/me/totp/removal",
      tag,
      summary: "Turn off one-time codes; your other sessions end",
      role: "viewer",
      isForOperators: true,
      body: TotpRemoval,
      conflict: "The password is wrong",
      status: 204,
      isThrottled: true,
      async handle({ body: { password }, principal }) {
        await confirmPassword(ports, principal, password, "#/password");
        await operators.change(principal.id, { totpSecret: undefined }, principal.sessionId);
      },
    }),
  ];
}
