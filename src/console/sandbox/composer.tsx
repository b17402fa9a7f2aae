/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { Choice } from "../components/choice.tsx";
import { Button } from "../components/button.tsx";
import { Icon } from "../components/icon.tsx";
import { Name } from "../components/name.tsx";
import { useLocale } from "../language/locale_context.ts";
import type { ShownSandboxMessage } from "./message.tsx";
import { PlaceFields, type SandboxName, type SandboxPlace } from "./place.tsx";

interface SandboxComposerProps {
  readonly place: SandboxPlace;
  readonly bots: readonly SandboxName[];
  readonly replyTo: ShownSandboxMessage | undefined;
  readonly editing: ShownSandboxMessage | undefined;
}

/** A field to write into, what it answers to, files, and inline queries. */
export function SandboxComposer({ place, bots, replyTo, editing }: SandboxComposerProps): JSX.Element {
  const { t } = useLocale();
  const about = editing ?? replyTo;
  return (
    <div class="sandbox-composer">
      {about === undefined ? null : (
        <p class="sandbox-composer-about">
          <span class="sandbox-composer-words">
            <strong>{t(editing === undefined ? "sandbox.replying" : "sandbox.editing")}</strong>{" "}
            <Name>{about.text === "" ? about.from : about.text}</Name>
          </span>
          <a
            class="icon-button"
            href={`/sandbox?as=${place.as}&talk=${place.key}`}
            aria-label={t("shell.cancel")}
          >
            <Icon name="close" />
          </a>
        </p>
      )}
      <form
        class="sandbox-composer-line"
        method="post"
        action={editing === undefined ? "/sandbox/speak" : "/sandbox/edit"}
        data-sandbox-write
      >
        <PlaceFields place={place} />
        {replyTo === undefined ? null : <input type="hidden" name="replyTo" value={replyTo.id} />}
        {editing === undefined ? null : <input type="hidden" name="messageId" value={editing.id} />}
        <label
          class="icon-button sandbox-composer-file needs-script"
          title={t("sandbox.attach")}
          data-too-large={t("sandbox.too-large")}
          data-refused={t("sandbox.refused")}
        >
          <Icon name="attach" />
          <span class="for-readers">{t("sandbox.attach")}</span>
          <input type="file" class="for-readers" data-sandbox-file />
        </label>
        <label class="for-readers" for="sandbox-text">{t("sandbox.write")}</label>
        <textarea
          id="sandbox-text"
          name="text"
          rows={1}
          maxlength={4096}
          placeholder={t("sandbox.write")}
          autofocus={about !== undefined}
          dir="auto"
          translate="no"
          required
        >
          {editing?.text ?? ""}
        </textarea>
        <Button look="main" icon="send">{t(editing === undefined ? "sandbox.send" : "sandbox.save")}</Button>
      </form>
      <details class="sandbox-composer-inline">
        <summary>{t("sandbox.inline")}</summary>
        <form class="form form-inline" method="post" action="/sandbox/inline">
          <PlaceFields place={place} />
          <Choice
            name="bot"
            label={t("sandbox.inline.bot")}
            value=""
            options={bots.map(({ id, name }) => ({ value: String(id), label: name, isName: true }))}
          />
          <div class="field">
            <label for="sandbox-query-text">{t("sandbox.inline.text")}</label>
            <input id="sandbox-query-text" name="query" maxlength={256} autocomplete="off" dir="auto" />
          </div>
          <Button>{t("sandbox.inline.ask")}</Button>
        </form>
      </details>
    </div>
  );
}
