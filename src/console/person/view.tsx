/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { Avatar } from "../components/avatar.tsx";
import { Button } from "../components/button.tsx";
import { Card } from "../components/card.tsx";
import { Choice } from "../components/choice.tsx";
import { CopyButton } from "../components/copy_button.tsx";
import { Field } from "../components/field.tsx";
import { Facts } from "../components/figure.tsx";
import { Form, useIsRefused } from "../components/form.tsx";
import { Icon } from "../components/icon.tsx";
import { Moment } from "../components/moment.tsx";
import { Name } from "../components/name.tsx";
import { PageHeader } from "../components/page_header.tsx";
import { TextArea } from "../components/text_area.tsx";
import { useLocale } from "../language/locale_context.ts";
import { type ShownTag, TagChip } from "../people/tag_chip.tsx";
import { useMay } from "../visitor_context.ts";

/** What operators wrote about somebody. */
interface ShownNote {
  readonly id: number;
  readonly text: string;
  readonly author: string;
  readonly atMs: number;
}

/** A chat somebody writes in. */
export interface ActiveChat {
  readonly href: string;
  readonly name: string;
  /** Of their latest hundred messages. */
  readonly messages: number;
  readonly lastAtMs: number;
}

interface PersonViewProps {
  /** Path of the page, below which its forms are sent. */
  readonly path: string;
  readonly id: number;
  readonly name: string;
  readonly username: string;
  readonly photo: string | undefined;
  readonly language: string;
  readonly isBot: boolean;
  readonly isPremium: boolean;
  readonly firstAtMs: number;
  readonly lastAtMs: number;
  readonly bot: { readonly name: string; readonly href: string };
  /** Their private chat with the bot, if there is one. */
  readonly chatHref: string | undefined;
  readonly searchHref: string;
  readonly chats: readonly ActiveChat[];
  readonly tags: readonly ShownTag[];
  /** Tags they do not have. */
  readonly otherTags: readonly ShownTag[];
  readonly tagColors: readonly string[];
  readonly notes: readonly ShownNote[];
}

/** Somebody across the chats of a bot. */
export function PersonView(props: PersonViewProps): JSX.Element {
  const { id, name, username, photo, bot, chatHref, searchHref } = props;
  const { t } = useLocale();
  return (
    <>
      <PageHeader
        title={<Name>{name}</Name>}
        lead={
          <>
            {username === "" ? null : (
              <>
                <Name>{`@${username}`}</Name> ·{" "}
              </>
            )}
            {t("person.met-by")}{" "}
            <a href={bot.href}>
              <Name>{bot.name}</Name>
            </a>
          </>
        }
        picture={<Avatar name={name} id={id} photo={photo} size="large" />}
      >
        {chatHref === undefined ? null : (
          <a class="button button-main" href={chatHref}>
            <Icon name="chats" />
            <span>{t("person.chat")}</span>
          </a>
        )}
        <a class="button button-plain" href={searchHref}>
          <Icon name="search" />
          <span>{t("person.search")}</span>
        </a>
      </PageHeader>
      <div class="columns">
        <FactsCard {...props} />
        <TagsCard {...props} />
        <ChatsCard {...props} />
      </div>
      <NotesCard {...props} />
      {useMay("owner") ? <ForgetCard {...props} /> : null}
    </>
  );
}

function FactsCard(props: PersonViewProps): JSX.Element {
  const { id, language, isBot, isPremium, firstAtMs, lastAtMs } = props;
  const { t } = useLocale();
  return (
    <Card title={t("person.facts")}>
      <Facts
        items={[
          {
            label: t("person.id"),
            value: (
              <span class="row">
                <code translate="no">{id}</code>
                <CopyButton text={String(id)} />
              </span>
            ),
          },
          ...(language === ""
            ? []
            : [{ label: t("person.language"), value: <code translate="no">{language}</code> }]),
          ...(isBot ? [{ label: t("person.kind"), value: t("person.kind.bot") }] : []),
          ...(isPremium
            ? [{ label: t("person.kind"), value: <span translate="no">Telegram Premium</span> }]
            : []),
          { label: t("person.first"), value: <Moment at={firstAtMs} /> },
          { label: t("person.last"), value: <Moment at={lastAtMs} /> },
        ]}
      />
    </Card>
  );
}

function TagsCard({ path, tags, otherTags, tagColors }: PersonViewProps): JSX.Element {
  const mayMark = useMay("manager");
  const { t } = useLocale();
  const add = `${path}/new-tag`;
  return (
    <Card title={t("person.tags")} hint={t("person.tags.hint")} id="tags">
      {tags.length === 0 ? <p class="hint">{t("person.tags.none")}</p> : (
        <ul class="row">
          {tags.map((tag) => (
            <li class="row tag-line">
              <TagChip {...tag} />
              {mayMark
                ? (
                  <form method="post" action={`${path}/tags/${tag.id}/remove`}>
                    <button
                      class="icon-button"
                      type="submit"
                      aria-label={t("person.tag.take")}
                      title={t("person.tag.take")}
                    >
                      <Icon name="close" />
                    </button>
                  </form>
                )
                : null}
            </li>
          ))}
        </ul>
      )}
      {!mayMark ? null : (
        <>
          {otherTags.length === 0 ? null : (
            <Form action={`${path}/tags`} fields={["tag"]} look="inline">
              <Choice
                name="tag"
                label={t("person.tag.give")}
                value=""
                options={otherTags.map(({ id, name }) => ({
                  value: String(id),
                  label: name,
                  isName: true,
                }))}
              />
              <Button>{t("person.tag.give.do")}</Button>
            </Form>
          )}
          <details open={useIsRefused(add)}>
            <summary>{t("person.tag.new")}</summary>
            <Form action={add} fields={["name", "color"]} look="inline">
              <Field name="name" label={t("person.tag.name")} maxlength={50} />
              <Choice
                name="color"
                label={t("person.tag.color")}
                value="blue"
                options={tagColors.map((color) => ({
                  value: color,
                  label: t(`tag.color.${color}` as "tag.color.blue"),
                }))}
              />
              <Button>{t("person.tag.add")}</Button>
            </Form>
          </details>
        </>
      )}
    </Card>
  );
}

function ChatsCard({ chats }: PersonViewProps): JSX.Element {
  const { t } = useLocale();
  return (
    <Card title={t("person.active")} hint={t("person.active.hint")}>
      {chats.length === 0 ? <p class="hint">{t("person.active.none")}</p> : (
        <ul class="stack">
          {chats.map(({ href, name, messages, lastAtMs }) => (
            <li class="chat-list-line">
              <a href={href}>
                <Name>{name}</Name>
              </a>
              <span class="hint">
                {t("person.messages", { count: messages })} · <Moment at={lastAtMs} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function NotesCard({ path, notes }: PersonViewProps): JSX.Element {
  const mayMark = useMay("manager");
  const { t } = useLocale();
  return (
    <Card title={t("person.notes")} hint={t("person.notes.hint")} id="notes">
      {notes.length === 0 ? <p class="hint">{t("person.notes.none")}</p> : (
        <ul class="stack">
          {notes.map(({ id, text, author, atMs }) => (
            <li class="note">
              <p class="bubble-text" dir="auto" translate="no">{text}</p>
              <p class="row hint">
                <Name>{author}</Name>
                <Moment at={atMs} />
                {mayMark
                  ? (
                    <form method="post" action={`${path}/notes/${id}/remove`}>
                      <Button look="quiet">{t("person.note.remove")}</Button>
                    </form>
                  )
                  : null}
              </p>
            </li>
          ))}
        </ul>
      )}
      {mayMark
        ? (
          <Form action={`${path}/notes`} fields={["text"]}>
            <TextArea name="text" label={t("person.note.new")} rows={3} maxlength={4_000} />
            <Button>{t("person.note.write")}</Button>
          </Form>
        )
        : null}
    </Card>
  );
}

function ForgetCard({ path, id }: PersonViewProps): JSX.Element {
  const { t } = useLocale();
  const action = `${path}/forget`;
  return (
    <Card title={t("person.forget")} hint={t("person.forget.hint")}>
      <details open={useIsRefused(action)}>
        <summary>{t("person.forget")}</summary>
        <ForgetForm action={action} id={id} />
      </details>
    </Card>
  );
}

function ForgetForm(
  { action, id }: {
    readonly action: string;
    readonly id: number;
  },
): JSX.Element {
  const { t } = useLocale();
  return (
    <Form action={action} fields={["confirmation"]}>
      <p>{t("person.forget.what")}</p>
      <Field
        name="confirmation"
        label={t("person.forget.type", { id: String(id) })}
        inputmode="numeric"
        pattern={String(id)}
        scope="forget-"
      />
      <Button look="danger">{t("person.forget.do")}</Button>
    </Form>
  );
}
