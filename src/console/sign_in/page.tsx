/** @jsxImportSource hono/jsx */
import { SignInView } from "./view.tsx";
import { toLocalPath } from "../links/local_path.ts";
import type { Page } from "../page.ts";
import type { PagePorts } from "../page_ports.ts";

/** `/sign-in` */
export function signInPage({ accounts }: PagePorts): Page {
  return {
    path: "/sign-in",
    role: "nobody",
    async show({ principal, url, refusal, locale: { t } }) {
      const to = toLocalPath(refusal?.values.to ?? url.searchParams.get("to") ?? "/");
      if (principal.kind === "operator") return { to };
      const isSetUp = !await accounts.setupLink.isNeeded();
      return {
        title: t("sign-in.title"),
        content: <SignInView isSetUp={isSetUp} to={to} />,
      };
    },
    forms: [{
      path: "/sign-in",
      endpoint: "signIn",
      keeps: ["name", "to"],
      input(fields) {
        const code = fields.get("code").replace(/\s/g, "");
        const body = { name: fields.get("name"), password: fields.get("password") };
        return { body: code === "" ? body : { ...body, code } };
      },
      done: (_, fields) => ({ to: fields.get("to") }),
    }],
  };
}
