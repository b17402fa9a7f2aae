/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { useLocale } from "../language/locale_context.ts";
import { useRefusal } from "./form.tsx";
import { Name } from "./name.tsx";
import { FaultText } from "./fault_text.tsx";

/** A bot by its name. */
export interface NamedBot {
  readonly id: number;
  readonly name: string;
}

interface BotChoiceProps {
  readonly bots: readonly NamedBot[];
  /** The bots chosen so far; `undefined` for all. */
  readonly chosen: readonly number[] | undefined;
  readonly scope?: string;
}

/** All bots, or some: the fields `every` (`yes` or `no`) and `bots`. Those that are not there any more stay chosen. */
export function BotChoice({ bots, chosen, scope = "" }: BotChoiceProps): JSX.Element {
  const { t } = useLocale();
  const refusal = useRefusal();
  const error = refusal?.errors.bots;
  const isEvery = refusal?.values.every === undefined ? chosen === undefined : refusal.values.every !== "no";
  const gone = (chosen ?? []).filter((id) => !bots.some((bot) => bot.id === id));
  return (
    <fieldset class="choices">
      <legend>{t("grants.bots")}</legend>
      <label class="check">
        <input type="radio" name="every" value="yes" checked={isEvery} />
        <span>{t("grants.every")}</span>
      </label>
      <label class="check">
        <input type="radio" name="every" value="no" checked={!isEvery} />
        <span>{t("grants.some")}</span>
      </label>
      <div class="choices-inner" id={`bots-${scope}`}>
        {bots.map(({ id, name }) => (
          <label class="check">
            <input type="checkbox" name="bots" value={id} checked={chosen?.includes(id) ?? false} />
            <Name>{name}</Name>
          </label>
        ))}
        {gone.map((id) => <input type="hidden" name="bots" value={id} />)}
      </div>
      {error === undefined ? null : (
        <p class="error">
          <FaultText fault={error} />
        </p>
      )}
    </fieldset>
  );
}
