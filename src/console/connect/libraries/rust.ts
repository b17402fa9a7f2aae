import type { LibraryGroup } from "./library.ts";

/** Libraries for Rust. */
export const rust: LibraryGroup = {
  language: "Rust",
  libraries: [
    {
      id: "teloxide",
      name: "teloxide",
      maker: "",
      // Its paths begin with a slash: what the address has behind the host is dropped.
      reach: "host",
      code: ['let bot = Bot::new(token).set_api_url("{origin}".parse()?);'],
    },
    {
      id: "frankenstein",
      name: "frankenstein",
      maker: "",
      reach: "url",
      code: ['let bot = Bot::new_url(format!("{base}/bot{}", token));'],
    },
  ],
};
