import { walkEveryPage } from "./every_page.ts";

walkEveryPage("en", ["light", "dark"]);
