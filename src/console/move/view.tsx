/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { Button } from "../components/button.tsx";
import { Card } from "../components/card.tsx";
import { Field } from "../components/field.tsx";
import { Form } from "../components/form.tsx";
import { Icon } from "../components/icon.tsx";
import { Name } from "../components/name.tsx";
import { RadioCards } from "../components/radio_cards.tsx";
import { useLocale } from "../language/locale_context.ts";

/** Where a consumer may be moved to. */
export const moveGoals = ["now", "all", "time", "position"] as const;
export type MoveGoal = (typeof moveGoals)[number];

/** What a move would do. */
export interface ShownMove {
  readonly to: MoveGoal;
  /** In UTC, as the field holds it. */
  readonly time: string;
  readonly position: string;
  /** Updates that the consumer would get again, at most. */
  readonly repeats: number;
  /** Updates that it would never get, at most. */
  readonly skips: number;
  /** Where it would stand. */
  readonly goal: number;
}

interface MoveViewProps {
  /** Path of the consumer's page. */
  readonly path: string;
  readonly consumer: string;
  /** Where it stands. */
  readonly position: number;
  readonly firstPosition: number;
  readonly lastPosition: number;
  /** Absent until a goal was chosen. */
  readonly move: ShownMove | undefined;
}

/** First where to, then what that would do, then it is done. */
export function MoveView(props: MoveViewProps): JSX.Element {
  const { path, consumer, position, firstPosition, lastPosition, move } = props;
  const { t } = useLocale();
  return (
    <>
      <div>
        <a class="back" href={path}>
          <Icon name="previous" />
          <Name>{consumer}</Name>
        </a>
        <h2 class="section-title">{t("move.title")}</h2>
        <p class="lead">
          {t("move.now-at")} <code translate="no">{position}</code>. {t("move.kept")}{" "}
          <code translate="no">{firstPosition}</code> – <code translate="no">{lastPosition}</code>.
        </p>
      </div>
      {move === undefined ? <Chooser {...props} /> : <Confirmation {...props} move={move} />}
    </>
  );
}

function Chooser({ path }: MoveViewProps): JSX.Element {
  const { t } = useLocale();
  return (
    <Card title={t("move.where")}>
      <Form action={`${path}/move/preview`} fields={["to", "time", "position"]}>
        <RadioCards
          name="to"
          legend={t("move.where")}
          value="now"
          options={moveGoals.map((goal) => ({
            value: goal,
            label: t(`move.to.${goal}`),
            hint: t(`move.to.${goal}.hint`),
          }))}
        />
        <div class="field-pair">
          <Field name="time" label={t("move.time")} type="datetime-local" isOptional />
          <Field name="position" label={t("bot.consumer.position")} inputmode="numeric" isOptional />
        </div>
        <Button look="main">{t("move.preview")}</Button>
      </Form>
    </Card>
  );
}

function Confirmation({ path, move }: MoveViewProps & { readonly move: ShownMove }): JSX.Element {
  const { t } = useLocale();
  const { to, time, position, repeats, skips, goal } = move;
  return (
    <Card title={t("move.sure")}>
      <p>
        {t(`move.to.${to}`)} → <code translate="no">{goal}</code>
      </p>
      <ul class={`notice${repeats + skips > 0 ? " notice-warn" : ""}`}>
        {repeats > 0 ? <li>{t("move.repeats", { count: repeats })}</li> : null}
        {skips > 0 ? <li>{t("move.skips", { count: skips })}</li> : null}
        {repeats + skips === 0 ? <li>{t("move.nothing")}</li> : null}
      </ul>
      <p class="hint">{t("move.own-offset")}</p>
      <Form action={`${path}/move`} fields={[]}>
        <input type="hidden" name="to" value={to} />
        <input type="hidden" name="time" value={time} />
        <input type="hidden" name="position" value={position} />
        <div class="button-row">
          <Button look="main">{t("move.do")}</Button>
          <a class="button button-plain" href={path}>{t("shell.cancel")}</a>
        </div>
      </Form>
    </Card>
  );
}
