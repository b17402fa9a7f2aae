// @ts-check
/// <reference types="./globals.d.ts" />
// Draws the table of days as lines. The table stays, for those who would rather read.
{
  const place = botmux.seek(document, '[data-chart="activity"]', HTMLElement);
  const table = botmux.seek(document, "#activity table", HTMLTableElement);
  /** @type {ChartClass | undefined} */
  const Chart = Reflect.get(globalThis, "uPlot");
  if (place && table && Chart) {
    /**
     * A colour that depends on the theme, which is known only where it is used.
     *
     * @param {string} name
     */
    const colorOf = (name) => {
      const probe = document.createElement("span");
      probe.className = `chart-color-${name}`;
      place.append(probe);
      const { color } = getComputedStyle(probe);
      probe.remove();
      return color;
    };
    const rows = [...table.tBodies[0]?.rows ?? []].map((row) =>
      [...row.cells].map((cell) => (cell.querySelector(".cell") ?? cell).textContent?.trim() ?? "")
    );
    const titles = [...table.tHead?.rows[0]?.cells ?? []].map((cell) => cell.textContent ?? "");
    /** @param {number} index */
    const columnOf = (index) => rows.map((row) => Number(row[index]?.replace(/[^\d]/g, "")));
    const days = rows.map(([day]) => Date.parse(`${day}T00:00:00`) / 1000);
    const language = document.documentElement.lang;
    const inMonth = new Intl.DateTimeFormat(language, { day: "numeric", month: "short" });
    const whole = new Intl.DateTimeFormat(language, { dateStyle: "medium" });
    const number = new Intl.NumberFormat(language);
    // Messages come whole.
    const steps = [1, 2, 5].flatMap((step) => Array.from({ length: 9 }, (_, power) => step * 10 ** power))
      .sort((left, right) => left - right);

    const create = () => {
      const axis = {
        stroke: colorOf("text"),
        grid: { stroke: colorOf("line"), width: 1 },
        ticks: { show: false },
        font: "12px system-ui, sans-serif",
      };
      /**
       * @param {number} index
       * @param {string} name of its colour
       * @param {boolean} isFilled
       * @returns {ChartSeries}
       */
      const series = (index, name, isFilled) => ({
        label: titles[index] ?? "",
        stroke: colorOf(name),
        width: 2,
        points: { show: rows.length < 15 },
        ...(isFilled ? { fill: colorOf(`${name}-soft`) } : {}),
        value: (_, value) => value === null ? "" : number.format(value),
      });
      return new Chart(
        {
          width: place.clientWidth,
          height: 260,
          legend: { live: true },
          cursor: { y: false, drag: { x: false, y: false } },
          scales: { y: { range: (_, __, max) => [0, Math.max(max, 4)] } },
          axes: [
            { ...axis, values: (_, ticks) => ticks.map((sec) => inMonth.format(sec * 1000)), space: 70 },
            {
              ...axis,
              values: (_, ticks) => ticks.map((value) => number.format(value)),
              incrs: steps,
              size: 56,
            },
          ],
          series: [
            { label: titles[0] ?? "", value: (_, sec) => sec === null ? "" : whole.format(sec * 1000) },
            series(1, "in", true),
            series(2, "out", false),
            series(3, "people", false),
          ],
        },
        [days, columnOf(1), columnOf(2), columnOf(3)],
        place,
      );
    };
    let chart = create();
    new ResizeObserver(() => {
      if (chart.width !== place.clientWidth) chart.setSize({ width: place.clientWidth, height: 260 });
    }).observe(place);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      chart.destroy();
      chart = create();
    });
  }
}
