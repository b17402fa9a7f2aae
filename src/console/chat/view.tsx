/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { Button } from "../components/button.tsx";
import { EmptyState } from "../components/empty_state.tsx";
import { Icon } from "../components/icon.tsx";
import { Menu } from "../components/menu.tsx";
import { Name } from "../components/name.tsx";
import { useLocale } from "../language/locale_context.ts";
import { ChatHead, type ChatHeadProps } from "./chat_head.tsx";
import { Composer, type ComposerProps } from "./composer.tsx";
import { MessageList, type MessageListProps } from "./message_list.tsx";

/** A part of a chat that is a topic of its own. */
export interface ShownTopic {
  readonly name: string;
  readonly href: string;
  readonly isCurrent: boolean;
}

interface ChatViewProps extends MessageListProps {
  readonly head: ChatHeadProps;
  /** Path of the page. */
  readonly path: string;
  readonly topicId: number;
  readonly topics: readonly ShownTopic[];
  /** Addresses of what this chat can be taken along as. */
  readonly exports: { readonly jsonl: string; readonly html: string };
  readonly searchHref: string;
  readonly statisticsHref: string;
  /** The moment a date was asked for, as `2027-01-31`; empty for none. */
  readonly date: string;
  /** Absent for those who may not write. */
  readonly composer: ComposerProps | undefined;
  /** Id of the bot whose archive it is. */
  readonly botId: number;
}

/** A chat as it looks in a messenger. */
export function ChatView(props: ChatViewProps): JSX.Element {
  const { head, path, topicId, topics, bubbles, olderHref, newerHref, composer, botId } = props;
  const { t } = useLocale();
  const latest = topicId === 0 ? path : `${path}?topic=${topicId}`;
  return (
    <div class="chat">
      <ChatHead {...head}>
        <HeadActions {...props} />
      </ChatHead>
      {topics.length === 0 ? null : <Topics topics={topics} />}
      <div
        class="chat-scroller"
        id="scroller"
        tabindex={0}
        role="region"
        aria-label={t("chat.messages")}
        data-chat={latest}
        data-bot={botId}
      >
        {bubbles.length === 0
          ? (
            <>
              <ol class="messages" id="messages"></ol>
              <EmptyState icon="chats" title={t("chat.empty")}>
                <p>{t("chat.empty.hint")}</p>
              </EmptyState>
            </>
          )
          : <MessageList bubbles={bubbles} olderHref={olderHref} newerHref={newerHref} />}
      </div>
      <a
        class="to-latest"
        id="to-latest"
        href={latest}
        hidden={newerHref === undefined}
        data-new={t("chat.new-messages")}
      >
        <Icon name="down" />
        <span>{t("chat.to-latest")}</span>
      </a>
      {composer === undefined
        ? (
          <p class="chat-readonly hint">
            {t(head.successorHref === undefined ? "chat.read-only" : "chat.moved")}
          </p>
        )
        : <Composer {...composer} />}
      <dialog class="dialog dialog-wide" id="message-dialog" aria-label={t("message.title")}>
        <div class="dialog-head">
          <h2>{t("message.title")}</h2>
          <Button look="quiet" closes>{t("shell.close")}</Button>
        </div>
        <div id="message-detail"></div>
      </dialog>
    </div>
  );
}

function HeadActions(
  { path, topicId, exports, searchHref, statisticsHref, date }: ChatViewProps,
): JSX.Element {
  const { t } = useLocale();
  return (
    <>
      <a class="icon-button" href={searchHref} aria-label={t("chat.search")} title={t("chat.search")}>
        <Icon name="search" />
      </a>
      <details class="menu">
        <summary class="icon-button" aria-label={t("chat.jump")} title={t("chat.jump")}>
          <Icon name="calendar" />
        </summary>
        <div class="menu-items">
          <form class="jump" method="get" action={path}>
            {topicId === 0 ? null : <input type="hidden" name="topic" value={topicId} />}
            <label for="jump-date">{t("chat.jump")}</label>
            <input id="jump-date" type="date" name="date" value={date} required />
            <Button>{t("chat.jump.go")}</Button>
          </form>
        </div>
      </details>
      <Menu label={t("shell.actions")}>
        <a href={statisticsHref}>{t("chat.statistics")}</a>
        <a href={exports.html} download="">{t("chat.export.html")}</a>
        <a href={exports.jsonl} download="">{t("chat.export.jsonl")}</a>
      </Menu>
    </>
  );
}

function Topics({ topics }: { readonly topics: readonly ShownTopic[] }): JSX.Element {
  const { t } = useLocale();
  return (
    <nav class="topics" aria-label={t("chat.topics")}>
      {topics.map(({ name, href, isCurrent }) => (
        <a href={href} aria-current={isCurrent ? "page" : undefined}>
          {name === "" ? t("chat.topics.all") : <Name>{name}</Name>}
        </a>
      ))}
    </nav>
  );
}
