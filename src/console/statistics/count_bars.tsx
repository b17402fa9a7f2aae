/** @jsxImportSource hono/jsx */
import type { Child } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";
import { Table } from "../components/table.tsx";
import { useLocale } from "../language/locale_context.ts";

/** Something that was counted. */
export interface CountedBar {
  readonly name: string;
  readonly count: number;
}

interface CountBarsProps<Row extends { readonly count: number }> {
  readonly caption: string;
  /** What one of them is called. */
  readonly of: string;
  readonly rows: readonly Row[];
  /** What is said where there is none. */
  readonly none: string;
  readonly cell: (row: Row) => Child;
}

/** A table of counts, each with a bar that shows its share of the largest. */
export function CountBars<Row extends { readonly count: number }>(
  { caption, of, rows, none, cell }: CountBarsProps<Row>,
): JSX.Element {
  const { t, number } = useLocale();
  if (rows.length === 0) return <p class="hint">{none}</p>;
  const max = Math.max(...rows.map(({ count }) => count));
  return (
    <div class="count-bars">
      <Table<Row>
        caption={caption}
        rows={rows}
        columns={[
          { title: of, isName: true, cell },
          {
            title: t("statistics.count"),
            isNumeric: true,
            cell: ({ count }) => (
              <span class="count-bar">
                <span>{number(count)}</span>
                <meter min={0} max={max} value={count} aria-hidden="true"></meter>
              </span>
            ),
          },
        ]}
      />
    </div>
  );
}
