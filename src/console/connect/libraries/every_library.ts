import { go } from "./go.ts";
import { java } from "./java.ts";
import { javascript } from "./javascript.ts";
import type { LibraryGroup } from "./library.ts";
import { php } from "./php.ts";
import { products } from "./products.ts";
import { python } from "./python.ts";
import { rust } from "./rust.ts";

/** Everything that pages can say how to point at BotMux. */
export const libraryGroups: readonly LibraryGroup[] = [python, javascript, go, java, rust, php, products];
