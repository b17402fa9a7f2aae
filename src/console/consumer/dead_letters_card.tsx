/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import type { Static } from "typebox";
import type { DeadLetterList } from "../../http/api/dead_letters.ts";
import { Button } from "../components/button.tsx";
import { Card } from "../components/card.tsx";
import { Form } from "../components/form.tsx";
import { Moment } from "../components/moment.tsx";
import { Pager } from "../components/pager.tsx";
import { ErrorText } from "../components/error_text.tsx";
import { Table } from "../components/table.tsx";
import { useLocale } from "../language/locale_context.ts";
import { useMay } from "../visitor_context.ts";

/** What was given up of a consumer's updates. */
interface Letters {
  /** Path of the consumer's page. */
  readonly path: string;
  readonly letters: Static<typeof DeadLetterList>["items"];
}

/** Updates that no try could deliver, with a way to try them once more. */
export function DeadLettersCard(
  { path, letters, next }: Letters & { readonly next: string | undefined },
): JSX.Element {
  const mayChange = useMay("manager");
  const { t } = useLocale();
  if (letters.length === 0) {
    return <Card title={t("letters.title")} id="letters" hint={t("letters.none")} />;
  }
  return (
    <Card title={t("letters.title")} id="letters" hint={t("letters.hint")} isFlush>
      <LetterTable path={path} letters={letters} />
      <div class="card-foot">
        {mayChange
          ? (
            <Form action={`${path}/redeliver`} fields={[]}>
              <Button>{t("letters.redeliver.all")}</Button>
            </Form>
          )
          : null}
        <Pager next={next} />
      </div>
    </Card>
  );
}

function LetterTable({ path, letters }: Letters): JSX.Element {
  const { t, number } = useLocale();
  const mayChange = useMay("manager");
  return (
    <Table<Letters["letters"][number]>
      caption={t("letters.title")}
      rows={letters}
      rowId={({ position }) => `letter-${position}`}
      columns={[
        {
          title: t("bot.consumer.position"),
          isName: true,
          cell: ({ position }) => <code class="whole" translate="no">{position}</code>,
        },
        { title: t("letters.kind"), cell: ({ kind }) => <code class="whole" translate="no">{kind}</code> },
        {
          title: t("letters.chat"),
          cell: ({ chat_id }) =>
            chat_id === null ? null : <code class="whole" translate="no">{chat_id}</code>,
        },
        { title: t("letters.died"), cell: ({ died_at }) => <Moment at={died_at} /> },
        {
          title: t("letters.why"),
          cell: ({ cause, last_error, last_error_code }) => (
            <>
              {t(`letters.cause.${cause}`)}
              {last_error === null ? null : (
                <div class="hint">
                  <ErrorText code={last_error_code} text={last_error} />
                </div>
              )}
            </>
          ),
        },
        { title: t("letters.attempts"), isNumeric: true, cell: ({ attempts }) => number(attempts) },
        ...mayChange
          ? [{
            title: t("shell.actions"),
            cell: ({ position }: Letters["letters"][number]) => (
              <form method="post" action={`${path}/redeliver`}>
                <input type="hidden" name="position" value={position} />
                <Button look="quiet">{t("letters.redeliver")}</Button>
              </form>
            ),
          }]
          : [],
      ]}
    />
  );
}
