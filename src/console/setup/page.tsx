/** @jsxImportSource hono/jsx */
import { minPasswordLength } from "../../account/password_hash.ts";
import { SetupView } from "./view.tsx";
import type { Page } from "../page.ts";
import type { PagePorts } from "../page_ports.ts";

/** `/setup`: what the setup link opens. */
export function setupPage({ accounts }: PagePorts): Page {
  return {
    path: "/setup",
    role: "nobody",
    async show({ locale: { t } }) {
      const isFirst = await accounts.setupLink.isNeeded();
      return {
        title: t(isFirst ? "setup.title" : "setup.reset.title"),
        content: <SetupView isFirst={isFirst} minPasswordLength={minPasswordLength} />,
      };
    },
    forms: [{
      path: "/setup",
      endpoint: "setUp",
      keeps: ["name", "token"],
      input: (fields) => ({
        body: { token: fields.get("token"), name: fields.get("name"), password: fields.get("password") },
      }),
      async done(_, fields, visit) {
        const body = { name: fields.get("name"), password: fields.get("password") };
        const outcome = await visit.call("signIn", { body });
        return outcome.kind === "done" ? { to: "/", said: "setup.said.done" } : { to: "/sign-in" };
      },
    }],
  };
}
