/** @jsxImportSource hono/jsx */
import type { PropsWithChildren } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";
import { Avatar } from "../components/avatar.tsx";
import { Icon } from "../components/icon.tsx";
import { Name } from "../components/name.tsx";
import { type Tab, Tabs } from "../components/tabs.tsx";
import { useLocale } from "../language/locale_context.ts";

/** A chat, as it is named above its pages. */
export interface ChatHeadProps {
  readonly chatId: number;
  readonly name: string;
  /** Without @; may be empty. */
  readonly username: string;
  /** `private`, `group`, `supergroup`, `channel`; empty while unknown. */
  readonly type: string;
  /** 0 while unknown. */
  readonly members: number;
  readonly photo: string | undefined;
  readonly bot: { readonly name: string; readonly href: string };
  readonly tabs: readonly Tab[];
  /** The supergroup that this group became. */
  readonly successorHref: string | undefined;
  /** The group that this supergroup was. */
  readonly predecessorHref: string | undefined;
}

/** The name of a chat type in words. */
export function useChatType(): (type: string) => string {
  const { t } = useLocale();
  const keys = {
    private: "chat.type.private",
    group: "chat.type.group",
    supergroup: "chat.type.supergroup",
    channel: "chat.type.channel",
  } as const;
  return (type) => type in keys ? t(keys[type as keyof typeof keys]) : t("chat.type.unknown");
}

/** Whose chat it is, with the way back and the parts it has; actions are at its end. */
export function ChatHead(props: PropsWithChildren<ChatHeadProps>): JSX.Element {
  const {
    chatId,
    name,
    username,
    type,
    members,
    photo,
    bot,
    tabs,
    successorHref,
    predecessorHref,
    children,
  } = props;
  const { t } = useLocale();
  const typeInWords = useChatType();
  return (
    <header class="chat-head">
      <div class="chat-head-line">
        <a class="icon-button" href="/chats" aria-label={t("chat.back")} title={t("chat.back")}>
          <Icon name="previous" />
        </a>
        <Avatar name={name} id={chatId} photo={photo} />
        <div class="chat-title">
          <h1>
            <Name>{name}</Name>
          </h1>
          <p class="hint">
            <span>{typeInWords(type)}</span>
            {username === "" ? null : <Name>{`@${username}`}</Name>}
            {members === 0 ? null : <span>{t("chat.members", { count: members })}</span>}
            <a href={bot.href}>
              <Name>{bot.name}</Name>
            </a>
            {successorHref === undefined ? null : <a href={successorHref}>{t("chat.successor")}</a>}
            {predecessorHref === undefined ? null : <a href={predecessorHref}>{t("chat.predecessor")}</a>}
          </p>
        </div>
        <div class="chat-actions">{children}</div>
      </div>
      {tabs.length < 2 ? null : <Tabs label={t("chat.tabs")} tabs={tabs} />}
    </header>
  );
}
