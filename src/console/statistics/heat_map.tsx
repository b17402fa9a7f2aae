/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { useLocale } from "../language/locale_context.ts";

/** Steps of colour; none stands for nothing at all. */
const steps = 5;
const weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;

/** How busy each hour of the week is: a table whose cells are coloured. */
export function HeatMap({ week }: { readonly week: readonly (readonly number[])[] }): JSX.Element {
  const { t, number } = useLocale();
  const max = Math.max(1, ...week.flat());
  const hours = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, "0"));
  return (
    <div class="heat" tabindex={0} role="region" aria-label={t("statistics.week")}>
      <table>
        <caption class="for-readers">{t("statistics.week")}</caption>
        <thead>
          <tr>
            <td></td>
            {hours.map((hour) => <th scope="col">{hour}</th>)}
          </tr>
        </thead>
        <tbody>
          {weekdays.map((day, index) => (
            <tr>
              <th scope="row">{t(`statistics.day.${day}`)}</th>
              {hours.map((hour, column) => {
                const count = week[index]?.[column] ?? 0;
                const step = count === 0 ? 0 : Math.ceil(count / max * steps);
                return (
                  <td
                    class={`heat-${step}`}
                    title={`${t(`statistics.day.${day}`)} ${hour}: ${number(count)}`}
                  >
                    <span class="for-readers">{number(count)}</span>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
