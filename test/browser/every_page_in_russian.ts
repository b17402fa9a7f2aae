import { walkEveryPage } from "./every_page.ts";

walkEveryPage("ru", ["dark", "light"]);
