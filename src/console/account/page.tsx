/** @jsxImportSource hono/jsx */
import { toTotpUri, totpSecretPattern } from "../../account/totp.ts";
import { AccountView } from "./view.tsx";
import { DeviceList } from "../../http/api/devices.ts";
import { TotpSecret } from "../../http/api/me.ts";
import { SessionList } from "../../http/api/session_wire.ts";
import Value from "typebox/value";
import type { Page, PageForm, Shown } from "../page.ts";
import type { PagePorts } from "../page_ports.ts";
import type { Visit } from "../serve/visit.ts";

/** `/account` */
export function accountPage(ports: PagePorts): Page {
  const show = (visit: Visit) => showAccount(ports, visit, keptSecret(visit));
  return { path: "/account", role: "viewer", show, forms: accountForms(ports) };
}

async function showAccount(
  { accounts }: PagePorts,
  visit: Visit,
  secret: string | undefined,
): Promise<Shown> {
  const { principal, theme, locale: { t } } = visit;
  const operator = await accounts.operators.find(principal.id);
  const sessions = await visit.read("listSessions", SessionList);
  const devices = await visit.read("listDevices", DeviceList);
  return {
    title: t("account.title"),
    content: (
      <AccountView
        theme={theme}
        totp={{
          isUsed: operator?.totpSecret !== undefined,
          made: secret === undefined ? undefined : { secret, uri: toTotpUri(principal.name, secret) },
        }}
        sessions={sessions.items}
        devices={devices.items}
      />
    ),
  };
}

/** The secret that was to be confirmed, when the code was wrong. */
function keptSecret({ refusal }: Visit): string | undefined {
  const secret = refusal?.values.secret ?? "";
  return totpSecretPattern.test(secret) ? secret : undefined;
}

function accountForms(ports: PagePorts): PageForm[] {
  return [
    {
      path: "/account/password",
      endpoint: "changeMyPassword",
      input: (fields) => ({ body: { current: fields.get("current"), new: fields.get("new") } }),
      done: () => ({ to: "/account", said: "account.said.password" }),
    },
    {
      path: "/account/totp/secret",
      endpoint: "makeTotpSecret",
      input: () => ({}),
      // The secret is in the page and in no address.
      done: (result, _, visit) => showAccount(ports, visit, Value.Parse(TotpSecret, result).secret),
    },
    {
      path: "/account/totp",
      endpoint: "useTotp",
      keeps: ["secret"],
      input: (fields) => ({
        body: { secret: fields.get("secret"), code: fields.get("code"), password: fields.get("password") },
      }),
      done: () => ({ to: "/account", said: "account.said.totp-on" }),
    },
    {
      path: "/account/totp/removal",
      endpoint: "removeTotp",
      input: (fields) => ({ body: { password: fields.get("password") } }),
      done: () => ({ to: "/account", said: "account.said.totp-off" }),
    },
    {
      path: "/account/sessions/:id/end",
      endpoint: "endSession",
      input: (_, { path }) => ({ path: { id: path.id ?? "" } }),
      done: () => ({ to: "/account", said: "account.said.session" }),
    },
    {
      path: "/account/devices/:id/removal",
      endpoint: "forgetDevice",
      input: (_, { path }) => ({ path: { id: path.id ?? "" } }),
      done: () => ({ to: "/account", said: "account.said.device" }),
    },
    {
      path: "/sign-out",
      endpoint: "signOut",
      input: () => ({}),
      done: () => ({ to: "/sign-in", said: "sign-in.said.signed-out" }),
    },
  ];
}
