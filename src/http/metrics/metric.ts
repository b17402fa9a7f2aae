import { family, type Sample } from "./prometheus_text.ts";

/** A metric with one value for each subject, such as a bot. */
export interface Metric<S> {
  readonly name: string;
  readonly type: "counter" | "gauge";
  readonly help: string;
  readonly value: (subject: S) => number;
}

/** The lines of metrics that concern the same subjects; `toLabels` tells the subjects apart. */
export function linesOf<S>(
  metrics: readonly Metric<S>[],
  subjects: readonly S[],
  toLabels: (subject: S) => Readonly<Record<string, string>>,
): string[] {
  return metrics.flatMap(({ name, type, help, value }) =>
    family(name, type, help, subjects.map((subject): Sample => [toLabels(subject), value(subject)]))
  );
}
