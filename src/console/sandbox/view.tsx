/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { Button } from "../components/button.tsx";
import { Choice } from "../components/choice.tsx";
import { EmptyState } from "../components/empty_state.tsx";
import { Icon } from "../components/icon.tsx";
import { Live } from "../components/live.tsx";
import { Name } from "../components/name.tsx";
import { PageHeader } from "../components/page_header.tsx";
import { FaultText } from "../components/fault_text.tsx";
import type { Fault } from "../../faults/fault.ts";
import { useLocale } from "../language/locale_context.ts";
import { PlaceFields, type SandboxName, type SandboxPlace } from "./place.tsx";
import { SandboxComposer } from "./composer.tsx";
import { SandboxMessage, type ShownSandboxMessage } from "./message.tsx";

/** A chat that a person can write to. */
export interface SandboxChat extends SandboxName {
  /** `bot-<id>` or `chat-<id>`. */
  readonly key: string;
  readonly kind: "private" | "group" | "channel";
}

/** What a bot answered to a button, or offered to an inline query. */
export interface SandboxQuery {
  readonly kind: "pressed" | "inline";
  readonly id: string;
  /** Absent while the bot has not answered. */
  readonly text: string | undefined;
  readonly results: readonly { readonly id: string; readonly title: string }[] | undefined;
}

interface SandboxViewProps {
  readonly people: readonly SandboxName[];
  readonly bots: readonly SandboxName[];
  readonly chats: readonly SandboxChat[];
  /** Id of the person who is acted as. */
  readonly as: number;
  readonly chat: SandboxChat;
  readonly messages: readonly ShownSandboxMessage[];
  readonly keyboard: readonly (readonly string[])[];
  readonly query: SandboxQuery | undefined;
  readonly replyTo: ShownSandboxMessage | undefined;
  readonly editing: ShownSandboxMessage | undefined;
  /** Whether the one who looks may act as people, and not only look. */
  readonly mayAct: boolean;
  /** What could not be done. */
  readonly refused: Fault | undefined;
}

/** Chats on one side, the talk on the other: a small messenger. */
export function SandboxView(props: SandboxViewProps): JSX.Element {
  const { as, chat, mayAct } = props;
  const { t } = useLocale();
  return (
    <>
      <PageHeader title={t("sandbox.title")} lead={t("sandbox.lead")} />
      <div class="messenger">
        <aside class="messenger-side">
          <Persona {...props} />
          <ChatList {...props} />
        </aside>
        <section class="messenger-main" aria-labelledby="sandbox-chat">
          <h2 class="messenger-head" id="sandbox-chat">
            <Name>{chat.name}</Name>
            <span class="hint">{t(`sandbox.${chat.kind}`)}</span>
          </h2>
          <Live
            id="sandbox-talk"
            href={hrefOf(props)}
            events={["updates", "archive", "reset"]}
            everySec={1}
            pollSec={4}
          >
            <Talk {...props} />
          </Live>
          {mayAct ? <SandboxComposer {...props} place={{ as, key: chat.key, mayAct }} /> : null}
        </section>
      </div>
    </>
  );
}

/** What is said where there are no people. */
export function EmptySandbox(): JSX.Element {
  const { t } = useLocale();
  return (
    <EmptyState icon="sandbox" title={t("sandbox.nobody")} level={1}>
      <p>{t("sandbox.nobody.hint")}</p>
    </EmptyState>
  );
}

/** Address of what is shown, for the part that follows it. */
function hrefOf({ as, chat, query }: SandboxViewProps): string {
  const parameters = new URLSearchParams({ as: String(as), talk: chat.key });
  if (query !== undefined) parameters.set(query.kind, query.id);
  return `/sandbox?${parameters}`;
}

function Persona({ people, as, chat }: SandboxViewProps): JSX.Element {
  const { t } = useLocale();
  return (
    <form class="messenger-as" method="get" action="/sandbox" data-sends-itself>
      <Choice
        name="as"
        label={t("sandbox.as")}
        value={String(as)}
        options={people.map(({ id, name }) => ({ value: String(id), label: name, isName: true }))}
      />
      <input type="hidden" name="talk" value={chat.key} />
      <span class="needs-no-script">
        <Button>{t("sandbox.switch")}</Button>
      </span>
    </form>
  );
}

function ChatList({ chats, chat, as }: SandboxViewProps): JSX.Element {
  const { t } = useLocale();
  return (
    <nav class="messenger-chats" aria-label={t("sandbox.chats")}>
      {chats.map(({ key, name, kind }) => (
        <a
          class="messenger-chat"
          href={`/sandbox?as=${as}&talk=${key}`}
          aria-current={key === chat.key ? "page" : undefined}
        >
          <Icon name={kind === "private" ? "bot" : "chats"} />
          <span class="messenger-chat-words">
            <Name>{name}</Name>
            <span class="hint">{t(`sandbox.${kind}`)}</span>
          </span>
        </a>
      ))}
    </nav>
  );
}

function Talk(props: SandboxViewProps): JSX.Element {
  const { messages, as, chat, mayAct, query, keyboard, refused } = props;
  const { t } = useLocale();
  const place = { as, key: chat.key, mayAct };
  return (
    <>
      <ol class="talk" aria-label={t("sandbox.messages")} tabindex={0} data-stays-at-end>
        {messages.length === 0 ? <li class="talk-silent muted">{t("sandbox.silent")}</li> : null}
        {messages.map((message) => <SandboxMessage message={message} place={place} />)}
      </ol>
      {refused === undefined ? null : (
        <p class="notice notice-bad" role="alert">
          <FaultText fault={refused} />
        </p>
      )}
      {query === undefined ? null : <Query query={query} place={place} />}
      {keyboard.length === 0 || !mayAct ? null : <ReplyKeyboard rows={keyboard} place={place} />}
    </>
  );
}

function Query(
  { query, place }: { readonly query: SandboxQuery; readonly place: SandboxPlace },
): JSX.Element {
  const { t } = useLocale();
  const { kind, id, text, results } = query;
  if (kind === "pressed") {
    return (
      <p class="notice" role="status" id="sandbox-query">
        {t("sandbox.pressed")} {text === undefined
          ? t("sandbox.pressed.waiting")
          : text === ""
          ? t("sandbox.pressed.answered")
          : (
            <strong>
              <Name>{text}</Name>
            </strong>
          )}
      </p>
    );
  }
  return (
    <div class="notice stack" role="status" id="sandbox-query">
      {results === undefined
        ? <p>{t("sandbox.inline.waiting")}</p>
        : results.length === 0
        ? <p>{t("sandbox.inline.none")}</p>
        : (
          <form class="talk-buttons" method="post" action="/sandbox/choose">
            <PlaceFields place={place} />
            <input type="hidden" name="queryId" value={id} />
            {results.map(({ id, title }) => (
              <button type="submit" class="talk-button" name="resultId" value={id}>
                <Name>{title}</Name>
              </button>
            ))}
          </form>
        )}
    </div>
  );
}

function ReplyKeyboard(
  { rows, place }: { readonly rows: readonly (readonly string[])[]; readonly place: SandboxPlace },
): JSX.Element {
  const { t } = useLocale();
  return (
    <form class="talk-keyboard" method="post" action="/sandbox/speak" aria-label={t("sandbox.keyboard")}>
      <PlaceFields place={place} />
      {rows.map((row) => (
        <div class="talk-buttons">
          {row.map((text) => (
            <button type="submit" class="talk-button" name="text" value={text}>
              <Name>{text}</Name>
            </button>
          ))}
        </div>
      ))}
    </form>
  );
}
