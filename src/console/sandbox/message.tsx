/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { Icon } from "../components/icon.tsx";
import { Menu } from "../components/menu.tsx";
import { Name } from "../components/name.tsx";
import type { ContentLabel } from "../chat/bubble.ts";
import { useLocale } from "../language/locale_context.ts";
import { PlaceFields, type SandboxPlace } from "./place.tsx";

/** A button below a message. */
export interface SandboxButton {
  readonly text: string;
  /** What the bot gets when it is pressed; absent for those that lead elsewhere. */
  readonly data: string | undefined;
  /** Where it leads, when that is a page of the web. */
  readonly url: string | undefined;
}

/** A message of the sandbox. */
export interface ShownSandboxMessage {
  readonly id: number;
  readonly atMs: number;
  readonly from: string;
  readonly isFromBot: boolean;
  /** Whether the person who is acted as wrote it. */
  readonly isOwn: boolean;
  /** Text or caption. */
  readonly text: string;
  readonly isEdited: boolean;
  readonly isForwarded: boolean;
  /** What it answers to. */
  readonly quoted: { readonly from: string; readonly text: string } | undefined;
  /** Names what it holds, where that cannot be shown. */
  readonly label: ContentLabel;
  /** Address and look of a file. */
  readonly file:
    | { readonly href: string; readonly look: "image" | "video" | "audio" | "other"; readonly name: string }
    | undefined;
  readonly buttons: readonly (readonly SandboxButton[])[];
  readonly reactions: readonly { readonly emoji: string; readonly count: number }[];
}

/** What people react with here. */
const emojis = ["👍", "❤", "🔥", "😁", "🎉", "👎"];

/** A bubble, with what can be done with it. */
export function SandboxMessage(
  { message, place }: { readonly message: ShownSandboxMessage; readonly place: SandboxPlace },
): JSX.Element {
  const { t } = useLocale();
  const { id, atMs, from, isFromBot, isOwn, text, isEdited, isForwarded, quoted, label } = message;
  return (
    <li class={`talk-message${isOwn ? " talk-own" : ""}`} id={`message-${id}`}>
      <div class="sandbox-bubble">
        <p class="sandbox-bubble-from">
          <Name>{from}</Name>
          {isFromBot ? <span class="hint">{t("sandbox.bot")}</span> : null}
        </p>
        {isForwarded ? <p class="hint">{t("sandbox.forwarded")}</p> : null}
        {quoted === undefined ? null : (
          <blockquote class="sandbox-bubble-quote">
            <Name>{quoted.from}</Name>
            <span class="sandbox-bubble-quoted" dir="auto" translate="no">{quoted.text}</span>
          </blockquote>
        )}
        <File message={message} />
        {text === "" ? null : <p class="sandbox-bubble-text" dir="auto" translate="no">{text}</p>}
        {text === "" && message.file === undefined ? <p class="muted">{t(label)}</p> : null}
        <p class="sandbox-bubble-foot">
          {isEdited ? <span>{t("sandbox.edited")}</span> : null}
          <time datetime={new Date(atMs).toISOString()} translate="no">
            {new Date(atMs).toISOString().slice(11, 16)}
          </time>
        </p>
      </div>
      {message.reactions.length === 0 ? null : (
        <p class="sandbox-bubble-reactions" translate="no">
          {message.reactions.map(({ emoji, count }) => <span>{emoji} {count > 1 ? count : ""}</span>)}
        </p>
      )}
      <Buttons message={message} place={place} />
      {place.mayAct ? <Actions message={message} place={place} /> : null}
    </li>
  );
}

function File({ message: { file } }: { readonly message: ShownSandboxMessage }): JSX.Element | null {
  if (file === undefined) return null;
  if (file.look === "image") {
    return (
      <img class="sandbox-bubble-picture" src={file.href} alt={file.name} loading="lazy" translate="no" />
    );
  }
  if (file.look === "video") {
    return (
      <video
        class="sandbox-bubble-picture"
        src={file.href}
        controls
        preload="none"
        aria-label={file.name}
        translate="no"
      />
    );
  }
  if (file.look === "audio") {
    return <audio src={file.href} controls preload="none" aria-label={file.name} translate="no" />;
  }
  return (
    <a class="sandbox-bubble-file" href={file.href} download={file.name} translate="no">
      <Icon name="file" />
      <Name>{file.name}</Name>
    </a>
  );
}

function Buttons(
  { message: { id, buttons }, place }: {
    readonly message: ShownSandboxMessage;
    readonly place: SandboxPlace;
  },
): JSX.Element | null {
  const { t } = useLocale();
  if (buttons.length === 0) return null;
  return (
    <form class="talk-inline" method="post" action="/sandbox/press">
      <PlaceFields place={place} />
      <input type="hidden" name="messageId" value={id} />
      {buttons.map((row) => (
        <div class="talk-buttons" role="group" aria-label={t("sandbox.buttons")}>
          {row.map(({ text, data, url }) =>
            url !== undefined
              ? (
                <a class="talk-button" href={url} target="_blank" rel="noopener noreferrer">
                  <Name>{text}</Name>
                </a>
              )
              : (
                <button
                  type="submit"
                  class="talk-button"
                  name="data"
                  value={data ?? ""}
                  disabled={data === undefined || !place.mayAct}
                  title={data === undefined ? t("sandbox.outside") : undefined}
                >
                  <Name>{text}</Name>
                </button>
              )
          )}
        </div>
      ))}
    </form>
  );
}

function Actions(
  { message: { id, isOwn, text }, place }: {
    readonly message: ShownSandboxMessage;
    readonly place: SandboxPlace;
  },
): JSX.Element {
  const { t } = useLocale();
  const here = `/sandbox?as=${place.as}&talk=${place.key}`;
  return (
    <div class="talk-actions">
      <Menu label={t("sandbox.more")}>
        <a href={`${here}&reply=${id}#sandbox-text`}>{t("sandbox.reply")}</a>
        {isOwn && text !== "" ? <a href={`${here}&edit=${id}#sandbox-text`}>{t("sandbox.edit")}</a> : null}
        <form class="talk-emojis" method="post" action="/sandbox/react" aria-label={t("sandbox.react")}>
          <PlaceFields place={place} />
          <input type="hidden" name="messageId" value={id} />
          {emojis.map((emoji) => (
            <button type="submit" name="emoji" value={emoji} translate="no">{emoji}</button>
          ))}
          <button type="submit" name="emoji" value="">{t("sandbox.react.none")}</button>
        </form>
      </Menu>
    </div>
  );
}
