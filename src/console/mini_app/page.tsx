/** @jsxImportSource hono/jsx */
import { MiniAppView } from "./view.tsx";
import type { Page } from "../page.ts";

/** `/mini-app/<bot id>`: the address of a bot's Mini App, by which linked operators sign in. */
export function miniAppPage(): Page {
  return {
    path: "/mini-app/:app",
    role: "nobody",
    isFramedByTelegram: true,
    show: ({ path, locale: { t } }) => ({
      title: t("mini-app.title"),
      content: <MiniAppView action={`/mini-app/${encodeURIComponent(path.app ?? "")}`} />,
    }),
    forms: [{
      path: "/mini-app/:app",
      endpoint: "signInWithTelegram",
      // Accepted once, and within minutes: it may stand in the page that asks for the code.
      keeps: ["init_data"],
      input(fields, { path }) {
        const code = fields.get("code").replace(/\s/g, "");
        const body = { bot: Number(path.app), init_data: fields.get("init_data") };
        return { body: code === "" ? body : { ...body, code } };
      },
      done: () => ({ to: "/" }),
    }],
  };
}
