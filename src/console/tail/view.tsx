/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import type { NamedBot } from "../components/bot_choice.tsx";
import { Choice } from "../components/choice.tsx";
import { FilterField, Filters } from "../components/filters.tsx";
import { Icon } from "../components/icon.tsx";
import { PageHeader } from "../components/page_header.tsx";
import { useLocale } from "../language/locale_context.ts";

/** Something that passed. */
interface ShownTailEntry {
  readonly type: "update" | "call";
  readonly bot: number;
  /** 0 when it is not known. */
  readonly atMs: number;
  readonly name: string;
  /** HTTP status of a call; 0 for an update. */
  readonly status: number;
  /** Whether BotMux answered the call itself. */
  readonly isOwn: boolean;
  readonly content: unknown;
  readonly answer: unknown;
}

/** What is followed; empty where everything is let through. */
export interface TailFilters {
  readonly bot: string;
  readonly type: string;
  readonly name: string;
  readonly text: string;
}

interface TailViewProps {
  readonly entries: readonly ShownTailEntry[];
  readonly filters: TailFilters;
  readonly bots: readonly NamedBot[];
  /** Where the entries come from. */
  readonly source: string;
  /** Scheme, host and port that programs call. */
  readonly origin: string;
  readonly max: number;
}

/** Updates and calls as they pass, the newest first; the script adds to the list and keeps it bounded. */
export function TailView(props: TailViewProps): JSX.Element {
  const { entries, bots, source, origin, max } = props;
  const { t } = useLocale();
  const names = Object.fromEntries(bots.map(({ id, name }) => [id, name]));
  return (
    <>
      <PageHeader title={t("tail.title")} lead={t("tail.lead")}>
        <span
          id="tail-state"
          class="tail-state needs-script"
          role="status"
          data-following={t("tail.following")}
          data-paused={t("tail.paused")}
          data-lost={t("tail.lost")}
          data-waiting={t("tail.waiting")}
          data-missed={t("tail.missed")}
        >
        </span>
        <button
          type="button"
          id="tail-pause"
          class="button button-plain needs-script"
          data-pause={t("tail.pause")}
          data-resume={t("tail.resume")}
          aria-pressed="false"
        >
          <Icon name="pause" />
          <span>{t("tail.pause")}</span>
        </button>
        <button type="button" id="tail-clear" class="button button-plain needs-script">
          {t("tail.clear")}
        </button>
      </PageHeader>
      <TailFilterForm {...props} />
      <p class="notice needs-no-script">{t("tail.no-script")}</p>
      <ol
        id="tail-list"
        class="tail-list"
        aria-label={t("tail.list")}
        data-source={source}
        data-origin={origin}
        data-max={max}
        data-names={JSON.stringify(names)}
      >
        {entries.map((entry) => <Entry entry={entry} botName={names[entry.bot] ?? String(entry.bot)} />)}
      </ol>
      <div class="empty" id="tail-empty" hidden={entries.length > 0}>
        <Icon name="live" />
        <h2>{t("tail.none")}</h2>
        <p>{t("tail.none.hint")}</p>
      </div>
      <template id="tail-entry">
        <Entry entry={blank} botName="" />
      </template>
    </>
  );
}

/** What the script fills in. */
const blank: ShownTailEntry = {
  type: "update",
  bot: 0,
  atMs: 0,
  name: "",
  status: 0,
  isOwn: false,
  content: null,
  answer: null,
};

function TailFilterForm({ filters, bots }: TailViewProps): JSX.Element {
  const { t } = useLocale();
  return (
    <Filters action="/live" isActive={Object.values(filters).some((value) => value !== "")}>
      <Choice
        name="bot"
        label={t("tail.bot")}
        value={filters.bot}
        options={[
          { value: "", label: t("tail.bot.any") },
          ...bots.map(({ id, name }) => ({ value: String(id), label: name, isName: true })),
        ]}
      />
      <Choice
        name="type"
        label={t("tail.type")}
        value={filters.type}
        options={[
          { value: "", label: t("tail.type.any") },
          { value: "update", label: t("tail.type.update") },
          { value: "call", label: t("tail.type.call") },
        ]}
      />
      <FilterField name="name" label={t("tail.name")} value={filters.name} maxlength={64} />
      <FilterField name="text" label={t("tail.text")} value={filters.text} type="search" maxlength={200} />
    </Filters>
  );
}

function Entry(
  { entry, botName }: { readonly entry: ShownTailEntry; readonly botName: string },
): JSX.Element {
  const { t } = useLocale();
  const { type, name, status, isOwn, atMs, content, answer } = entry;
  const hasAnswer = answer !== null;
  return (
    <li class="tail-entry" data-type={type}>
      <details>
        <summary>
          <span class="tail-way tail-way-update">{t("tail.update")}</span>
          <span class="tail-way tail-way-call">{t("tail.call")}</span>
          <code class="tail-name" translate="no">{name}</code>
          <bdi class="name tail-bot" translate="no">{botName}</bdi>
          <span class="tail-hint" translate="no">{hintOf(content)}</span>
          <span class="badge badge-quiet tail-own" hidden={!isOwn}>{t("tail.own")}</span>
          <span class="badge badge-bad tail-refused" hidden={status < 400}>
            {t("tail.refused")} <span class="tail-status" translate="no">{status || ""}</span>
          </span>
          <time translate="no" datetime={atMs === 0 ? undefined : new Date(atMs).toISOString()}>
            {atMs === 0 ? "" : new Date(atMs).toISOString().slice(11, 19)}
          </time>
        </summary>
        <div class="tail-body">
          <div class="row needs-script">
            <CopyWords look="json" words={t("tail.copy.json")} />
            <CopyWords look="curl" words={t("tail.copy.curl")} />
          </div>
          <Json className="tail-content" label={t("tail.content")} value={content} />
          <div class="tail-answered" hidden={!hasAnswer}>
            <p class="hint">{t("tail.answer")}</p>
            <Json className="tail-answer" label={t("tail.answer")} value={answer} />
          </div>
        </div>
      </details>
    </li>
  );
}

function CopyWords({ look, words }: { readonly look: string; readonly words: string }): JSX.Element {
  const { t } = useLocale();
  return (
    <button
      type="button"
      class="button button-quiet copy-words"
      data-tail-copies={look}
      data-copies=""
      data-copied={t("shell.copied")}
      aria-label={words}
    >
      <Icon name="copy" />
      <span>{words}</span>
    </button>
  );
}

function Json(
  { className, label, value }: {
    readonly className: string;
    readonly label: string;
    readonly value: unknown;
  },
): JSX.Element {
  const { t } = useLocale();
  return (
    <pre
      class={`json ${className}`}
      tabindex={0}
      role="region"
      aria-label={label}
      translate="no"
      data-too-long={t("tail.too-long")}
    >
      {value === null ? t("tail.too-long") : JSON.stringify(value, null, 2)}
    </pre>
  );
}

/** A few words of what is inside, so that entries can be told apart while they are folded. */
function hintOf(content: unknown): string {
  const text = content === null ? "" : JSON.stringify(content);
  const [, found = ""] = /"(?:text|caption|data|query)":("(?:[^"\\]|\\.){0,200})/.exec(text) ?? [];
  return found.slice(1);
}
