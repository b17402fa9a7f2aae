import type { Page } from "../../src/console/page.ts";
import type { PagePorts } from "../../src/console/page_ports.ts";
import { createPages } from "../../src/console/pages.ts";
import { walkedConsumer } from "./demo_consumers.ts";

/** Every page of the console. Making the list asks of the ports only what there is: showing a page does more. */
export const consolePages: readonly Page[] = createPages({ sandbox: {} } as PagePorts);

/**
 * A page's path with what the demo has in place of its parameters.
 *
 * @throws {RangeError} when a parameter has no sample: say one here.
 */
export function toSamplePath(
  { path }: Page,
  botId: number,
  places: Readonly<Record<string, string>> = {},
): string {
  const samples: Readonly<Record<string, string>> = {
    bot: String(botId),
    app: String(botId),
    operator: "1",
    route: "1",
    consumer: walkedConsumer,
    ...places,
  };
  return path.replace(/:(\w+)/g, (_, name) => {
    const sample = samples[name];
    if (sample === undefined) throw new RangeError(`Cannot visit ${path}: there is no sample for :${name}`);
    return sample;
  });
}
