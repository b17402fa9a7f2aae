/** One value of a metric. */
export interface MetricSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A metric with all its values. */
export interface MetricFamily {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly samples: readonly MetricSample[];
}

const namePattern = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const samplePattern = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/;
const labelPattern = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(?:,(?=.)|$)/;
const histogramParts = ["_bucket", "_sum", "_count"];

/**
 * Reads the Prometheus text format 0.0.4, stricter than Prometheus itself: every family has HELP and TYPE, in this
 * order, once and before its samples; samples of a family stand together; no series comes twice; counters are named
 * `_total` and never negative; histograms are whole and cumulative.
 *
 * @throws {SyntaxError} with the line at fault.
 */
export function parsePrometheusText(text: string): MetricFamily[] {
  if (!text.endsWith("\n")) throw new SyntaxError("The last line has no line break");
  const families: { name: string; type: string; help: string; samples: MetricSample[] }[] = [];
  const series = new Set<string>();
  for (const line of text.slice(0, -1).split("\n")) {
    const fail = (why: string) => new SyntaxError(`${why}: ${line}`);
    const family = families.at(-1);
    if (line.startsWith("# HELP ")) {
      const [name = "", ...words] = line.slice(7).split(" ");
      if (!namePattern.test(name) || words.length === 0) throw fail("HELP needs a name and a text");
      if (families.some((other) => other.name === name)) throw fail("HELP comes twice");
      families.push({ name, type: "", help: words.join(" "), samples: [] });
    } else if (line.startsWith("# TYPE ")) {
      const [name, type = "", ...rest] = line.slice(7).split(" ");
      if (family?.name !== name || family?.type !== "") throw fail("TYPE does not follow its HELP");
      if (!["counter", "gauge", "histogram"].includes(type) || rest.length > 0) throw fail("Unknown type");
      family!.type = type;
    } else {
      const sample = parseSample(line);
      if (family === undefined || family.type === "") throw fail("A sample without HELP and TYPE");
      const ends = family.type === "histogram" ? histogramParts : [""];
      if (!ends.some((end) => sample.name === family.name + end)) throw fail("A sample of another family");
      const key = JSON.stringify([sample.name, Object.entries(sample.labels).sort()]);
      if (series.has(key)) throw fail("The same series twice");
      series.add(key);
      family.samples.push(sample);
    }
  }
  for (const family of families) checkFamily(family);
  return families;
}

/** The value of a series, or `undefined` when it is not there. Labels not named are not looked at. */
export function metricValue(
  families: readonly MetricFamily[],
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number | undefined {
  return families.flatMap(({ samples }) => samples).find((sample) =>
    sample.name === name && Object.entries(labels).every(([key, value]) => sample.labels[key] === value)
  )?.value;
}

function parseSample(line: string): MetricSample {
  const match = samplePattern.exec(line);
  if (match === null) throw new SyntaxError(`Not a sample: ${line}`);
  const [, name = "", labelText = "", valueText = ""] = match;
  const value = valueText === "+Inf" ? Infinity : valueText === "-Inf" ? -Infinity : Number(valueText);
  if (valueText !== "NaN" && Number.isNaN(value)) throw new SyntaxError(`Not a number: ${line}`);
  const labels: Record<string, string> = {};
  for (let rest = labelText; rest !== "";) {
    const label = labelPattern.exec(rest);
    const [whole = "", key = "", quoted = ""] = label ?? [];
    if (label === null || key in labels) throw new SyntaxError(`Not a list of labels: ${line}`);
    labels[key] = quoted.replace(/\\(.)/g, (_, escaped: string) => escaped === "n" ? "\n" : escaped);
    rest = rest.slice(whole.length);
  }
  return { name, labels, value };
}

function checkFamily({ name, type, samples }: MetricFamily): void {
  if (type === "") throw new SyntaxError(`${name} has no TYPE`);
  if (type === "counter" && (!name.endsWith("_total") || samples.some(({ value }) => !(value >= 0)))) {
    throw new SyntaxError(`${name} is no proper counter`);
  }
  if (type !== "histogram") return;
  const values = (end: string) => samples.filter((sample) => sample.name === name + end);
  const buckets = values("_bucket");
  const bounds = buckets.map(({ labels }) => labels.le === "+Inf" ? Infinity : Number(labels.le));
  const isRising = buckets.every(({ value }, index) =>
    index === 0 || (value >= buckets[index - 1]!.value && bounds[index]! > bounds[index - 1]!)
  );
  const isWhole = bounds.at(-1) === Infinity && values("_sum").length === 1 &&
    values("_count")[0]?.value === buckets.at(-1)?.value;
  if (!isRising || !isWhole) throw new SyntaxError(`${name} is no proper histogram`);
}
