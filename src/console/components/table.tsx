/** @jsxImportSource hono/jsx */
import type { Child } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";

/** A column of a table. */
export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => Child;
  /** Whether it holds numbers, which stand at the end of their cells. */
  readonly isNumeric?: boolean;
  /** Whether it names the row. One column should. */
  readonly isName?: boolean;
}

interface TableProps<Row> {
  /** What is in it, for those who cannot see it. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  /** Id of a row's element: live parts keep rows that have one. */
  readonly rowId?: (row: Row) => string;
}

/** Rows and columns; on a phone each row stands as a block of its own. */
export function Table<Row>({ caption, columns, rows, rowId }: TableProps<Row>): JSX.Element {
  return (
    <table class="table" role="table">
      <caption class="for-readers">{caption}</caption>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map(({ title, isNumeric }) => (
            <th scope="col" role="columnheader" class={isNumeric ? "numeric" : undefined}>{title}</th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <tr role="row" id={rowId?.(row)}>{columns.map((column) => cellOf(column, row))}</tr>
        ))}
      </tbody>
    </table>
  );
}

function cellOf<Row>({ title, cell, isNumeric, isName }: Column<Row>, row: Row): JSX.Element {
  if (isName) return <th scope="row" role="rowheader">{cell(row)}</th>;
  return (
    <td role="cell" data-title={title} class={isNumeric ? "numeric" : undefined}>
      <div class="cell">{cell(row)}</div>
    </td>
  );
}
