/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { Avatar } from "../components/avatar.tsx";
import { Icon } from "../components/icon.tsx";
import { Name } from "../components/name.tsx";
import { useLocale } from "../language/locale_context.ts";
import type { Bubble, ShownReply, ShownService } from "./bubble.ts";
import { FormattedText } from "./formatted_text.tsx";
import { MediaGrid } from "./media.tsx";

/** One message of a chat. */
export function MessageBubble({ bubble }: { readonly bubble: Bubble }): JSX.Element {
  const { id, isOut, isContinued, sender, deletedAtMs, service } = bubble;
  if (service !== undefined) return <Service bubble={bubble} service={service} />;
  const classes = [
    "message",
    isOut ? "is-out" : "is-in",
    isContinued ? "is-continued" : "",
    deletedAtMs === 0 ? "" : "is-deleted",
  ];
  return (
    <li class={classes.filter(Boolean).join(" ")} id={id} data-message={bubble.messageId}>
      {isOut
        ? null
        : isContinued
        ? <span class="avatar-gap" />
        : <Avatar name={sender.name} id={sender.id} photo={sender.photo} size="small" />}
      <article class="bubble">
        {isOut || isContinued
          ? (
            <span class="for-readers">
              <Name>{sender.name}</Name>
            </span>
          )
          : null}
        <Head bubble={bubble} />
        {bubble.reply === undefined ? null : <Reply {...bubble.reply} />}
        <MediaGrid media={bubble.media} ids={bubble.mediaIds} />
        <Text bubble={bubble} />
        <Buttons rows={bubble.buttons} />
        <Foot bubble={bubble} />
      </article>
      <Tools bubble={bubble} />
    </li>
  );
}

function Head({ bubble }: { readonly bubble: Bubble }): JSX.Element | null {
  const { t } = useLocale();
  const { sender, isContinued, isOut, viaBot, forwardedFrom } = bubble;
  const shows = !isContinued && !isOut;
  const topic = isContinued ? undefined : bubble.topic;
  if (!shows && viaBot === "" && forwardedFrom === "" && topic === undefined) return null;
  return (
    <p class="bubble-head">
      {!shows
        ? null
        : sender.href === undefined
        ? <Name>{sender.name}</Name>
        : (
          <a class={`name-tone-${Math.abs(sender.id) % 6}`} href={sender.href}>
            <Name>{sender.name}</Name>
          </a>
        )}
      {topic === undefined ? null : <TopicLink {...topic} />}
      {forwardedFrom === "" ? null : (
        <span class="hint bubble-forward">
          <Icon name="forward" />
          {t("chat.forwarded")} <Name>{forwardedFrom}</Name>
        </span>
      )}
      {viaBot === "" ? null : (
        <span class="hint">
          {t("chat.via")} <Name>{`@${viaBot}`}</Name>
        </span>
      )}
    </p>
  );
}

function TopicLink({ name, href }: NonNullable<Bubble["topic"]>): JSX.Element {
  const { t } = useLocale();
  return (
    <a class="hint bubble-topic" href={href} title={t("chat.topic.open")}>
      # <Name>{name}</Name>
    </a>
  );
}

function Reply({ name, text, href }: ShownReply): JSX.Element {
  const { t } = useLocale();
  const content = (
    <>
      <Name>{name}</Name>
      <span class="reply-text" dir="auto" translate="no">{text === "" ? "…" : text}</span>
    </>
  );
  if (href === undefined) return <div class="bubble-reply">{content}</div>;
  return <a class="bubble-reply" href={href} title={t("chat.show-original")} data-jumps>{content}</a>;
}

function Text({ bubble: { text } }: { readonly bubble: Bubble }): JSX.Element | null {
  if (text.length === 0 || (text.length === 1 && text[0] === "")) return null;
  return (
    <div class="bubble-text" dir="auto" translate="no">
      <FormattedText nodes={text} />
    </div>
  );
}

function Buttons({ rows }: { readonly rows: Bubble["buttons"] }): JSX.Element | null {
  if (rows.length === 0) return null;
  return (
    <div class="bubble-buttons">
      {rows.map((row) => (
        <div>
          {row.map(({ text, href }) =>
            href === undefined
              ? (
                <span class="bubble-button">
                  <Name>{text}</Name>
                </span>
              )
              : (
                <a class="bubble-button" href={href} target="_blank" rel="noopener noreferrer nofollow">
                  <Name>{text}</Name>
                </a>
              )
          )}
        </div>
      ))}
    </div>
  );
}

function Foot({ bubble }: { readonly bubble: Bubble }): JSX.Element {
  const { t, clock, exact, iso } = useLocale();
  const { reactions, atMs, editedAtMs, deletedAtMs, signature, href } = bubble;
  return (
    <p class="bubble-foot">
      {reactions.length === 0 ? null : (
        <span class="reactions">
          {reactions.map(({ reaction, count }) => (
            <span class="reaction" translate="no">
              {reactionSign(reaction)} {count === 1 ? null : <span>{count}</span>}
            </span>
          ))}
        </span>
      )}
      <span class="bubble-when">
        {signature === "" ? null : <Name>{signature}</Name>}
        {deletedAtMs === 0
          ? null
          : <span class="mark-deleted" title={exact(deletedAtMs)}>{t("chat.deleted")}</span>}
        {editedAtMs === 0 ? null : <a href={href} title={exact(editedAtMs)}>{t("chat.edited")}</a>}
        <time datetime={iso(atMs)} title={exact(atMs)}>{clock(atMs)}</time>
      </span>
    </p>
  );
}

function Tools({ bubble: { href, replyHref, messageId, sender } }: { readonly bubble: Bubble }): JSX.Element {
  const { t } = useLocale();
  return (
    <span class="message-tools">
      {replyHref === undefined ? null : (
        <a
          class="icon-button"
          href={replyHref}
          data-replies={messageId}
          data-name={sender.name}
          aria-label={t("chat.reply")}
          title={t("chat.reply")}
        >
          <Icon name="reply" />
        </a>
      )}
      <a
        class="icon-button"
        href={href}
        hx-get={href}
        hx-target="#message-detail"
        hx-select="#message-detail"
        hx-swap="outerHTML"
        aria-label={t("chat.more")}
        title={t("chat.more")}
        data-details
      >
        <Icon name="more" />
      </a>
    </span>
  );
}

function Service(
  { bubble, service }: { readonly bubble: Bubble; readonly service: ShownService },
): JSX.Element {
  const { t, clock, exact, iso } = useLocale();
  return (
    <li class="message is-service" id={bubble.id} data-message={bubble.messageId}>
      <p class="service">
        {bubble.sender.name === "" ? null : <Name>{bubble.sender.name}</Name>} <span>{t(service.label)}</span>
        {service.detail === "" ? null : (
          <>
            : <Name>{service.detail}</Name>
          </>
        )} {bubble.topic === undefined ? null : <TopicLink {...bubble.topic} />}{" "}
        <a href={bubble.href}>
          <time datetime={iso(bubble.atMs)} title={exact(bubble.atMs)}>
            {clock(bubble.atMs)}
          </time>
        </a>
      </p>
    </li>
  );
}

function reactionSign(reaction: string): string {
  return reaction === "paid" ? "⭐" : reaction === "custom_emoji" ? "◆" : reaction;
}
