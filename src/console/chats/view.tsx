/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { Avatar } from "../components/avatar.tsx";
import { Card } from "../components/card.tsx";
import { EmptyState } from "../components/empty_state.tsx";
import { FilterField, Filters } from "../components/filters.tsx";
import { Choice } from "../components/choice.tsx";
import { Live } from "../components/live.tsx";
import { Moment } from "../components/moment.tsx";
import { Name } from "../components/name.tsx";
import { PageHeader } from "../components/page_header.tsx";
import { Pager } from "../components/pager.tsx";
import { type Tab, Tabs } from "../components/tabs.tsx";
import { useLocale } from "../language/locale_context.ts";
import type { ContentLabel } from "../chat/bubble.ts";
import { useChatType } from "../chat/chat_head.tsx";

/** A chat in the list. */
export interface ListedChat {
  readonly href: string;
  readonly botId: number;
  readonly chatId: number;
  readonly name: string;
  readonly type: string;
  readonly photo: string | undefined;
  /** Name of the bot it is a chat of. */
  readonly botName: string;
  readonly lastAtMs: number;
  readonly isUnread: boolean;
  /** Who wrote last; empty where that says nothing. */
  readonly lastSender: string;
  readonly isLastOut: boolean;
  readonly lastText: string;
  /** What it holds, where there is no text. */
  readonly lastContent: ContentLabel | undefined;
}

/** Something with a name to choose. */
export interface NamedChoice {
  readonly value: string;
  readonly label: string;
  readonly isName: true;
}

interface ChatListViewProps {
  readonly chats: readonly ListedChat[];
  readonly bots: readonly NamedChoice[];
  readonly wanted: { readonly bot: string; readonly type: string; readonly name: string };
  readonly isFiltered: boolean;
  /** Address of this very list. */
  readonly href: string;
  readonly next: string | undefined;
  readonly tabs: readonly Tab[];
  /** Whether anything is archived at all. */
  readonly hasArchive: boolean;
}

/** Chats, the last active first, each with what was said last. */
export function ChatListView(props: ChatListViewProps): JSX.Element {
  const { chats, bots, wanted, isFiltered, href, next, tabs, hasArchive } = props;
  const { t } = useLocale();
  const typeInWords = useChatType();
  if (!hasArchive) return <NoArchive />;
  const types = ["private", "group", "supergroup", "channel"];
  return (
    <>
      <PageHeader title={t("chats.title")} lead={t("chats.lead")} />
      <Tabs label={t("chats.tabs")} tabs={tabs} />
      <Filters action="/chats" isActive={isFiltered}>
        <FilterField name="name" label={t("chats.name")} value={wanted.name} type="search" maxlength={256} />
        <Choice
          name="bot"
          label={t("chats.bot")}
          value={wanted.bot}
          options={[{ value: "", label: t("chats.bot.all") }, ...bots]}
        />
        <Choice
          name="type"
          label={t("chats.type")}
          value={wanted.type}
          options={[
            { value: "", label: t("chats.type.all") },
            ...types.map((type) => ({ value: type, label: typeInWords(type) })),
          ]}
        />
      </Filters>
      <Live id="chat-list" href={href} events={["archive", "reset"]} everySec={2}>
        {chats.length === 0
          ? (
            <EmptyState icon="chats" title={t(isFiltered ? "chats.none.found" : "chats.none")}>
              <p>{t(isFiltered ? "chats.none.found.hint" : "chats.none.hint")}</p>
            </EmptyState>
          )
          : (
            <Card isFlush>
              <ul class="chat-list">
                {chats.map((chat) => <ListItem chat={chat} showsBot={bots.length > 1} />)}
              </ul>
            </Card>
          )}
        <Pager next={next} />
      </Live>
    </>
  );
}

function ListItem(
  { chat, showsBot }: { readonly chat: ListedChat; readonly showsBot: boolean },
): JSX.Element {
  const { t } = useLocale();
  const { href, botId, chatId, name, photo, botName, lastAtMs, isUnread } = chat;
  return (
    <li id={`chat-${botId}-${chatId}`} class={isUnread ? "is-unread" : undefined}>
      <a href={href}>
        <Avatar name={name} id={chatId} photo={photo} />
        <span class="chat-list-words">
          <span class="chat-list-line">
            <span class="chat-list-name">
              <Name>{name}</Name>
            </span>
            <span class="hint chat-list-when">
              <Moment at={lastAtMs} />
            </span>
          </span>
          <span class="chat-list-line">
            <LastMessage {...chat} />
            {isUnread ? <span class="unread">{t("chats.unread")}</span> : null}
          </span>
          {showsBot
            ? (
              <span class="hint chat-list-bot">
                <Name>{botName}</Name>
              </span>
            )
            : null}
        </span>
      </a>
    </li>
  );
}

function LastMessage({ lastSender, isLastOut, lastText, lastContent }: ListedChat): JSX.Element {
  const { t } = useLocale();
  return (
    <span class="hint chat-list-last">
      {isLastOut
        ? <span class="chat-list-who">{t("chats.bot-said")}</span>
        : lastSender === ""
        ? null
        : (
          <span class="chat-list-who">
            <Name>{lastSender}</Name>:
          </span>
        )} {lastContent === undefined ? null : <span>{t(lastContent)}</span>}{" "}
      <bdi dir="auto" translate="no">{lastText}</bdi>
    </span>
  );
}

function NoArchive(): JSX.Element {
  const { t } = useLocale();
  return (
    <>
      <PageHeader title={t("chats.title")} />
      <EmptyState icon="chats" title={t("chats.no-archive")}>
        <p>{t("chats.no-archive.hint")}</p>
      </EmptyState>
    </>
  );
}
