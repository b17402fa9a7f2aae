import htmx from "htmx.org/dist/htmx.min.js" with { type: "text" };
import htmxEvents from "htmx.org/dist/ext/hx-sse.min.js" with { type: "text" };
import chart from "uplot/dist/uPlot.iife.min.js" with { type: "text" };
import chartStyles from "uplot/dist/uPlot.min.css" with { type: "text" };
import charts from "./charts.js" with { type: "text" };
import chat from "./chat.js" with { type: "text" };
import composer from "./composer.js" with { type: "text" };
import begin from "./begin.js" with { type: "text" };
import connection from "./connection.js" with { type: "text" };
import copying from "./copying.js" with { type: "text" };
import dialogs from "./dialogs.js" with { type: "text" };
import menus from "./menus.js" with { type: "text" };
import moments from "./moments.js" with { type: "text" };
import shared from "./shared.js" with { type: "text" };
import sandbox from "./sandbox.js" with { type: "text" };
import rules from "./rules.js" with { type: "text" };
import signIn from "./sign_in.js" with { type: "text" };
import tail from "./tail.js" with { type: "text" };
import toasts from "./toasts.js" with { type: "text" };
import icon from "./icon.svg" with { type: "text" };
import avatars from "./styles/avatars.css" with { type: "text" };
import peopleStyles from "./styles/people.css" with { type: "text" };
import statisticsStyles from "./styles/statistics.css" with { type: "text" };
import chatStyles from "./styles/chat.css" with { type: "text" };
import composerStyles from "./styles/composer.css" with { type: "text" };
import base from "./styles/base.css" with { type: "text" };
import connect from "./styles/connect.css" with { type: "text" };
import consumers from "./styles/consumers.css" with { type: "text" };
import controls from "./styles/controls.css" with { type: "text" };
import filters from "./styles/filters.css" with { type: "text" };
import flow from "./styles/flow.css" with { type: "text" };
import frame from "./styles/frame.css" with { type: "text" };
import parts from "./styles/parts.css" with { type: "text" };
import tables from "./styles/tables.css" with { type: "text" };
import sandboxStyles from "./styles/sandbox.css" with { type: "text" };
import rulesStyles from "./styles/rules.css" with { type: "text" };
import system from "./styles/system.css" with { type: "text" };
import tailStyles from "./styles/tail.css" with { type: "text" };
import variables from "./styles/variables.css" with { type: "text" };

/** A file that pages ask for. */
export interface UiFile {
  /** With its extension. */
  readonly name: string;
  readonly type: string;
  readonly text: string;
}

const script = "text/javascript; charset=utf-8";
const sheet = "text/css; charset=utf-8";

/** Files of every page, and those that only some ask for. A page with a script of its own adds it here. */
export const uiFiles = {
  styles: file("console.css", sheet, [
    variables,
    base,
    frame,
    controls,
    parts,
    tables,
    filters,
    system,
    connect,
    consumers,
    flow,
    tailStyles,
    rulesStyles,
    sandboxStyles,
    avatars,
    chatStyles,
    composerStyles,
    statisticsStyles,
    peopleStyles,
  ]),
  client: file("console.js", script, [
    begin,
    shared,
    dialogs,
    toasts,
    copying,
    moments,
    connection,
    menus,
    signIn,
  ]),
  htmx: file("htmx.js", script, [htmx, htmxEvents]),
  chat: file("chat.js", script, [chat, composer]),
  chart: file("chart.js", script, [chart]),
  charts: file("charts.js", script, [charts]),
  chartStyles: file("chart.css", sheet, [chartStyles]),
  tail: file("tail.js", script, [tail]),
  sandbox: file("sandbox.js", script, [sandbox]),
  rules: file("rules.js", script, [rules]),
  icon: file("icon.svg", "image/svg+xml", [icon]),
} as const;

/** Name of a file. */
export type UiFileName = keyof typeof uiFiles;

function file(name: string, type: string, texts: readonly string[]): UiFile {
  return { name, type, text: texts.join("\n") };
}
