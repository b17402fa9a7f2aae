/** A form of a page. */
export interface SeenForm {
  readonly method: "get" | "post";
  readonly action: string;
  /** Its hidden and filled fields. */
  readonly fields: Readonly<Record<string, string>>;
}

/** Where a page leads to, and what it can do. Addresses are as they stand there, without a fragment. */
export interface ReadPage {
  /** Of links, and of what htmx asks for. */
  readonly links: readonly string[];
  readonly forms: readonly SeenForm[];
  /** Addresses of the API that its scripts ask. */
  readonly calls: readonly string[];
}

type Attributes = Readonly<Record<string, string>>;

/** Reads a page as our own views write it: attributes in double quotes, everything escaped. */
export function readPage(html: string): ReadPage {
  const tags = [...html.matchAll(/<(\/?\w+)((?:\s+[\w:@.-]+(?:="[^"]*")?)*)\s*\/?>/g)]
    .map(([, name = "", text = ""]) => ({ name, attributes: readAttributes(text) }));
  const links: string[] = [];
  const calls: string[] = [];
  const forms: { method: "get" | "post"; action: string; fields: Record<string, string> }[] = [];
  let form: (typeof forms)[number] | undefined;
  for (const { name, attributes } of tags) {
    if (name === "form") {
      const method = attributes.method?.toLowerCase() === "post" ? "post" : "get";
      forms.push(form = { method, action: attributes.action ?? "", fields: {} });
    } else if (name === "/form") form = undefined;
    else if (form !== undefined && attributes.name !== undefined) {
      form.fields[attributes.name] ??= attributes.value ?? "";
    }
    if (attributes.formaction !== undefined) {
      forms.push({ method: "post", action: attributes.formaction, fields: {} });
    }
    for (const [attribute, value] of Object.entries(attributes)) {
      if (value.startsWith("/api/")) calls.push(value);
      else if (/^(href|hx-get)$/.test(attribute) && value.startsWith("/") && name !== "link") {
        links.push(value);
      } else if (/^hx-(post|put|patch|delete)$/.test(attribute)) {
        forms.push({ method: "post", action: value, fields: {} });
      }
    }
  }
  return { links: links.map((link) => link.replace(/#.*$/s, "")), forms, calls };
}

function readAttributes(text: string): Attributes {
  return Object.fromEntries(
    [...text.matchAll(/([\w:@.-]+)(?:="([^"]*)")?/g)].map((
      [, name = "", value = ""],
    ) => [name, unescape(value)]),
  );
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };

function unescape(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => entities[name]!);
}
