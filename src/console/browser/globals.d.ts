import type UPlot from "uplot";

/** A class of elements. */
type ElementClass<T extends Element> = new () => T;

/** What the scripts of the console share. */
interface BotMux {
  /** Asks the API in the language of the page. */
  fetch(address: string, init: RequestInit): Promise<Response>;
  /** Why the API refused, in its words, one sentence a line. */
  explain(answer: Response): Promise<string>;
  /** The first element in `place` that a selector matches. @throws {TypeError} where there is none of this class. */
  find<T extends Element>(place: ParentNode, selector: string, type: ElementClass<T>): T;
  /** The first element in `place` that a selector matches, if it is of this class. */
  seek<T extends Element>(place: ParentNode, selector: string, type: ElementClass<T>): T | undefined;
  /** The element around the target of an event that a selector matches, if it is of this class. */
  around<T extends Element>(event: Event, selector: string, type: ElementClass<T>): T | undefined;
}

declare global {
  /** The class of charts, of the script that pages with charts have. */
  type ChartClass = typeof UPlot;
  type ChartSeries = UPlot.Series;
  var botmux: BotMux;
  /** Of the script that pages with parts that follow what happens have. */
  var htmx: { process(element: Element): void };
}
