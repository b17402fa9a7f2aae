/** @jsxImportSource hono/jsx */
import { RefusalText } from "../components/form.tsx";
import { FaultText } from "../components/fault_text.tsx";
import type { JSX } from "hono/jsx/jsx-runtime";
import type { Refusal } from "../components/form.tsx";
import { Icon } from "../components/icon.tsx";
import { Name } from "../components/name.tsx";
import { useLocale } from "../language/locale_context.ts";
import { FormattedText } from "./formatted_text.tsx";
import type { TextNode } from "./text_node.ts";

/** Where one writes. */
export interface ComposerProps {
  /** Where the form is sent. */
  readonly action: string;
  /** The call that the script makes instead: `/api/v1/bots/…/messages`. */
  readonly apiPath: string;
  /** Name of the bot that speaks. */
  readonly botName: string;
  readonly topicId: number;
  /** What is answered, or changed. */
  readonly about: ComposedAbout | undefined;
  /** What is in it, as it is and with its formatting. */
  readonly text: string;
  readonly nodes: readonly TextNode[];
  /** Path of the chat: without what is answered. */
  readonly path: string;
  readonly refusal: Refusal | undefined;
}

/** The message that is answered or changed. */
export interface ComposedAbout {
  readonly kind: "reply" | "edit";
  /** What of it is changed, and the buttons that stay below it, as JSON. */
  readonly part: "text" | "caption";
  readonly buttons: string;
  readonly messageId: number;
  readonly name: string;
  readonly text: string;
}

/** Kinds of formatting with the tool that gives them; `sign` is on it. */
const tools = [
  { kind: "bold", label: "chat.format.bold", sign: "B" },
  { kind: "italic", label: "chat.format.italic", sign: "I" },
  { kind: "underline", label: "chat.format.underline", sign: "U" },
  { kind: "strikethrough", label: "chat.format.strikethrough", sign: "S" },
  { kind: "code", label: "chat.format.code", sign: "<>" },
  { kind: "spoiler", label: "chat.format.spoiler", sign: "▒" },
] as const;

/** A field to write in. Where a script runs, texts have formatting, and files can be sent along. */
export function Composer(props: ComposerProps): JSX.Element {
  const { action, apiPath, botName, topicId, about, text, path, refusal } = props;
  const { t } = useLocale();
  const hint = t("chat.write-as", { name: botName });
  return (
    <form
      class="composer"
      id="compose"
      method="post"
      action={action}
      data-api={apiPath}
      data-topic={topicId || undefined}
    >
      <div
        class="notice notice-bad"
        role="alert"
        data-refusal
        data-unreachable={t("chat.unreachable")}
        hidden={refusal === undefined}
      >
        {refusal === undefined ? null : <Refused refusal={refusal} />}
      </div>
      <About about={about} path={path} />
      <FormattingTools />
      <ul class="composer-files" data-files aria-label={t("chat.files")} hidden></ul>
      <div class="composer-line">
        <label class="icon-button needs-script" title={t("chat.attach")}>
          <Icon name="attach" />
          <span class="for-readers">{t("chat.attach")}</span>
          <input type="file" multiple class="for-readers" data-attach />
        </label>
        <textarea
          name="text"
          rows={2}
          maxlength={4096}
          dir="auto"
          translate="no"
          aria-label={hint}
          placeholder={hint}
          required
        >
          {refusal?.values.text ?? text}
        </textarea>
        <div
          class="composer-rich"
          contenteditable
          role="textbox"
          aria-multiline="true"
          aria-label={hint}
          data-placeholder={hint}
          dir="auto"
          translate="no"
          data-rich
          hidden
        >
          <FormattedText nodes={props.nodes} />
        </div>
        <button
          type="submit"
          class="button button-main composer-send"
          aria-label={t("chat.send")}
          title={t("chat.send")}
        >
          <Icon name={about?.kind === "edit" ? "check" : "send"} />
        </button>
      </div>
      <p class="for-readers" role="status" data-sent={t("chat.sent")}></p>
    </form>
  );
}

/** Buttons that give what is selected a format or a link. */
function FormattingTools(): JSX.Element {
  const { t } = useLocale();
  return (
    <div class="composer-tools needs-script" role="toolbar" aria-label={t("chat.format")}>
      {tools.map(({ kind, label, sign }) => (
        <button
          type="button"
          class={`tool tool-${kind}`}
          data-format={kind}
          aria-label={t(label)}
          title={t(label)}
        >
          <span aria-hidden="true" translate="no">{sign}</span>
        </button>
      ))}
      <button
        type="button"
        class="tool"
        data-format="link"
        aria-label={t("chat.format.link")}
        title={t("chat.format.link")}
      >
        <Icon name="link" />
      </button>
      <span class="composer-link" data-link hidden>
        <input
          type="url"
          aria-label={t("chat.format.address")}
          placeholder="https://"
          translate="no"
          data-link-address
        />
        <button type="button" class="button button-quiet" data-link-set>{t("chat.format.link.set")}</button>
      </span>
    </div>
  );
}

function Refused({ refusal }: { readonly refusal: Refusal }): JSX.Element {
  return (
    <p>
      <RefusalText refusal={refusal} />
      {Object.values(refusal.errors).map((error) => (
        <>
          {" "}
          <FaultText fault={error} />
        </>
      ))}
    </p>
  );
}

function About(
  { about, path }: { readonly about: ComposedAbout | undefined; readonly path: string },
): JSX.Element {
  const { t } = useLocale();
  return (
    <div class="composer-about" data-about hidden={about === undefined}>
      <Icon name={about?.kind === "edit" ? "edit" : "reply"} />
      <span class="composer-about-words">
        <span>
          {t(about?.kind === "edit" ? "chat.editing" : "chat.replying")}{" "}
          <span data-about-name>
            <Name>{about?.name ?? ""}</Name>
          </span>
        </span>
        <span class="hint reply-text" data-about-text dir="auto" translate="no">{about?.text ?? ""}</span>
      </span>
      <input
        type="hidden"
        name={about?.kind === "edit" ? "edit" : "reply_to/message"}
        value={about?.messageId ?? ""}
        data-about-id
      />
      {about?.kind !== "edit" ? null : (
        <>
          <input type="hidden" name="part" value={about.part} />
          <input type="hidden" name="buttons" value={about.buttons} />
        </>
      )}
      <a
        class="icon-button"
        href={path}
        aria-label={t("shell.cancel")}
        title={t("shell.cancel")}
        data-about-cancel
      >
        <Icon name="close" />
      </a>
    </div>
  );
}
