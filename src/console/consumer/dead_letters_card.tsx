/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { Button } from "../components/button.tsx";
import { Card } from "../components/card.tsx";
import { ErrorText, type ShownError } from "../components/error_text.tsx";
import { Form } from "../components/form.tsx";
import { Moment } from "../components/moment.tsx";
import { Pager } from "../components/pager.tsx";
import { Table } from "../components/table.tsx";
import { useLocale } from "../language/locale_context.ts";
import { useMay } from "../visitor_context.ts";

/** An update that was given up. */
export interface ShownLetter {
  readonly position: number;
  readonly kind: string;
  /** 0 for none. */
  readonly chatId: number;
  readonly diedAtMs: number;
  readonly cause: "expired" | "attempts";
  readonly attempts: number;
  readonly lastError: ShownError | undefined;
}

/** What was given up of a consumer's updates. */
export interface DeadLettersCardProps {
  /** Path of the consumer's page. */
  readonly path: string;
  readonly letters: readonly ShownLetter[];
  /** Where the list goes on. */
  readonly next: string | undefined;
}

/** Updates that no try could deliver, with a way to try them once more. */
export function DeadLettersCard({ path, letters, next }: DeadLettersCardProps): JSX.Element {
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

function LetterTable(
  { path, letters }: Pick<DeadLettersCardProps, "path" | "letters">,
): JSX.Element {
  const { t, number } = useLocale();
  const mayChange = useMay("manager");
  return (
    <Table<ShownLetter>
      caption={t("letters.title")}
      rows={letters}
      rowId={({ position }) => `letter-${position}`}
      columns={[
        {
          title: t("bot.consumer.position"),
          isName: true,
          cell: ({ position }) => <code translate="no">{position}</code>,
        },
        { title: t("letters.kind"), cell: ({ kind }) => <code translate="no">{kind}</code> },
        {
          title: t("letters.chat"),
          cell: ({ chatId }) => chatId === 0 ? null : <code translate="no">{chatId}</code>,
        },
        { title: t("letters.died"), cell: ({ diedAtMs }) => <Moment ms={diedAtMs} /> },
        {
          title: t("letters.why"),
          cell: ({ cause, lastError }) => (
            <>
              {t(`letters.cause.${cause}`)}
              {lastError === undefined ? null : (
                <div class="hint">
                  <ErrorText {...lastError} />
                </div>
              )}
            </>
          ),
        },
        { title: t("letters.attempts"), isNumeric: true, cell: ({ attempts }) => number(attempts) },
        ...mayChange
          ? [{
            title: t("shell.actions"),
            cell: ({ position }: ShownLetter) => (
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
