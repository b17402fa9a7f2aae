/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { Button } from "../components/button.tsx";
import { CopyButton } from "../components/copy_button.tsx";
import { Field } from "../components/field.tsx";
import { Form, Refused, usePageRefusal } from "../components/form.tsx";
import { JsonView } from "../components/json_view.tsx";
import { Moment } from "../components/moment.tsx";
import { Name } from "../components/name.tsx";
import { useLocale } from "../language/locale_context.ts";
import type { Bubble } from "../chat/bubble.ts";
import { FormattedText } from "../chat/formatted_text.tsx";
import { MessageBubble } from "../chat/message_bubble.tsx";
import type { TextNode } from "../chat/text_node.ts";

/** Something that happened to a message. */
export interface MessageEvent {
  readonly kind: "sent" | "edited" | "reaction" | "press" | "deed";
  readonly atMs: number;
  /** Who did it; empty where that is not known. */
  readonly who: string;
  /** The text of a version. */
  readonly text: readonly TextNode[];
  /** What else there is to say: reactions, data of a button, a method. */
  readonly detail: string;
}

interface MessageViewProps {
  readonly bubble: Bubble;
  readonly chat: { readonly name: string; readonly href: string };
  readonly messageId: number;
  /** Address of the message in its chat. */
  readonly placeHref: string;
  /** The same at Telegram; empty where there is none. */
  readonly telegramHref: string;
  readonly events: readonly MessageEvent[];
  readonly raw: unknown;
  /** Path of this page, below which its forms are sent; absent for those who may change nothing. */
  readonly actionPath: string | undefined;
  /** Where its text is changed; absent where it cannot be. */
  readonly editHref: string | undefined;
  readonly replyHref: string | undefined;
}

/** Reactions that bots may give. */
const offered = ["👍", "❤", "🔥", "🎉", "😁", "👀", "🙏", "👎"];

/** A message by itself. The part `message-detail` is what a chat shows in a dialog. */
export function MessageView(props: MessageViewProps): JSX.Element {
  const { bubble, chat, messageId, placeHref, telegramHref, events, raw, actionPath } = props;
  const refusal = usePageRefusal();
  const { t } = useLocale();
  return (
    <div class="message-page">
      <header class="page-header">
        <div class="page-heading">
          <h1>{t("message.title")}</h1>
          <p class="lead">
            <a href={chat.href}>
              <Name>{chat.name}</Name>
            </a>
          </p>
        </div>
      </header>
      <div id="message-detail" class="message-detail">
        <ol class="messages messages-single">
          <MessageBubble bubble={bubble} />
        </ol>
        {refusal === undefined || refusal.action === reactionPath(actionPath)
          ? null
          : <Refused refusal={refusal} fields={[]} />}
        {actionPath === undefined ? null : <Actions {...props} actionPath={actionPath} />}
        <p class="row">
          <a class="button button-plain" href={placeHref}>{t("message.in-chat")}</a>
          {telegramHref === ""
            ? null
            : (
              <a class="button button-plain" href={telegramHref} target="_blank" rel="noopener noreferrer">
                {t("message.at-telegram")}
              </a>
            )}
          <span class="hint">
            {t("message.id")} <code translate="no">{messageId}</code>
          </span>
          <CopyButton text={telegramHref === "" ? placeHref : telegramHref} />
        </p>
        <section class="stack">
          <h2>{t("message.history")}</h2>
          <ol class="history">
            {events.map((event) => <Event {...event} />)}
          </ol>
        </section>
        <details>
          <summary>{t("message.raw")}</summary>
          <JsonView value={raw} label={t("message.raw")} />
        </details>
      </div>
    </div>
  );
}

function Actions(
  { actionPath, editHref, replyHref }: MessageViewProps & { readonly actionPath: string },
): JSX.Element {
  const { t } = useLocale();
  const react = reactionPath(actionPath);
  return (
    <div class="stack">
      <div class="row">
        {replyHref === undefined
          ? null
          : <a class="button button-plain" href={replyHref}>{t("chat.reply")}</a>}
        {editHref === undefined
          ? null
          : <a class="button button-plain" href={editHref}>{t("message.edit")}</a>}
        <form method="post" action={`${actionPath}/pin`}>
          <Button>{t("message.pin")}</Button>
        </form>
        <form method="post" action={`${actionPath}/unpin`}>
          <Button>{t("message.unpin")}</Button>
        </form>
        <details class="menu">
          <summary class="button button-danger">{t("message.delete")}</summary>
          <div class="menu-items confirm">
            <p>{t("message.delete.hint")}</p>
            <form method="post" action={`${actionPath}/delete`}>
              <Button look="danger">{t("message.delete.sure")}</Button>
            </form>
          </div>
        </details>
      </div>
      <form method="post" action={react}>
        <div class="reaction-choices" role="group" aria-label={t("message.react")}>
          {offered.map((emoji) => (
            <button type="submit" name="emoji" value={emoji} class="reaction-choice" translate="no">
              {emoji}
            </button>
          ))}
        </div>
      </form>
      <Form
        action={react}
        fields={["emoji"]}
        look="inline"
      >
        <Field name="emoji" label={t("message.react.other")} maxlength={16} scope="reaction-" />
        <Button>{t("message.react")}</Button>
      </Form>
      <form method="post" action={`${actionPath}/unreact`}>
        <Button look="quiet">{t("message.unreact")}</Button>
      </form>
    </div>
  );
}

/** Action of the form that sets a reaction; it shows its own refusals. */
function reactionPath(actionPath: string | undefined): string {
  return `${actionPath}/reaction`;
}

function Event({ kind, atMs, who, text, detail }: MessageEvent): JSX.Element {
  const { t } = useLocale();
  return (
    <li>
      <p>
        <strong>{t(`message.event.${kind}`)}</strong> {who === "" ? null : <Name>{who}</Name>}{" "}
        <span class="hint">
          <Moment at={atMs} />
        </span>
      </p>
      {detail === "" ? null : <p dir="auto" translate="no">{detail}</p>}
      {text.length === 0 ? null : (
        <div class="bubble-text" dir="auto" translate="no">
          <FormattedText nodes={text} />
        </div>
      )}
    </li>
  );
}
