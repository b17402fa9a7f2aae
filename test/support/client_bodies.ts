import { Buffer } from "node:buffer";

/** What a program sends in one call; texts are in Latin-1, each byte one character. */
export interface ClientBody {
  readonly contentType: string;
  readonly body: string;
}

/** Parts of a multipart body. */
export interface MultipartForm {
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly files: readonly { readonly name: string; readonly filename: string; readonly content: string }[];
  readonly areFilesFirst: boolean;
}

/** How one client library writes multipart. */
interface Style {
  readonly boundary: string;
  readonly contentType?: (boundary: string) => string;
  /** Before the first delimiter and behind the last. */
  readonly around?: readonly [before: string, after: string];
  readonly field: (name: string, value: string) => string;
  readonly file: (name: string, filename: string, content: string) => string;
}

const disposition = "Content-Disposition: form-data; ";
const utf8 = (text: string) => Buffer.from(text, "utf8").toString("latin1");
const percent = (text: string) => encodeURIComponent(text).replaceAll("'", "%27");
const escapeQuotes = (text: string) => text.replace(/["\\]/g, "\\$&");
const html5 = (text: string) => text.replaceAll('"', "%22");
const plainField = (name: string) => `${disposition}name="${name}"`;
const isAscii = (text: string) => /^[\x20-\x7e]*$/.test(text);
const isToken = (text: string) => /^[\w.-]+$/.test(text);
/** RFC 2047, as .NET writes it. */
const encodedWord = (text: string) => `"=?utf-8?B?${Buffer.from(text, "utf8").toString("base64")}?="`;

const styles: Readonly<Record<string, Style>> = {
  "Go mime/multipart": {
    boundary: "5f0c8a1f6b1e4c6b9d3a2e7f8091a2b3c4d5e6f708192a3b4c5d6e7f8091",
    field: plainField,
    file: (name, filename) =>
      `${plainField(name)}; filename="${
        utf8(escapeQuotes(filename))
      }"\r\nContent-Type: application/octet-stream`,
  },
  ".NET MultipartFormDataContent": {
    boundary: "0f8fad5b-d9cb-469f-a165-70867728950e",
    contentType: (boundary) => `multipart/form-data; boundary="${boundary}"`,
    field: (name) => `Content-Type: text/plain; charset=utf-8\r\n${disposition}name=${name}`,
    file: (name, filename) => {
      const written = isToken(filename)
        ? filename
        : isAscii(filename)
        ? `"${escapeQuotes(filename)}"`
        : encodedWord(filename);
      return `${disposition}name=${name}; filename=${written}; filename*=utf-8''${percent(filename)}`;
    },
  },
  "Java OkHttp": {
    boundary: "2f1a7c1e-3b0c-4b7e-9f43-8c1d2f7a6b5e",
    field: (name, value) => `${plainField(name)}\r\nContent-Length: ${value.length}`,
    file: (name, filename, content) =>
      `${plainField(name)}; filename="${
        utf8(html5(filename))
      }"\r\nContent-Type: application/octet-stream\r\nContent-Length: ${content.length}`,
  },
  "Java Apache HttpClient": {
    boundary: "nUq1kz-TTGr_wVfXm2a9OQ0sUe5hA1",
    contentType: (boundary) => `multipart/form-data; charset=UTF-8; boundary=${boundary}`,
    field: (name) =>
      `${
        plainField(name)
      }\r\nContent-Type: text/plain; charset=ISO-8859-1\r\nContent-Transfer-Encoding: 8bit`,
    file: (name, filename) =>
      `${plainField(name)}; filename="${
        utf8(escapeQuotes(filename))
      }"\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary`,
  },
  "Python requests": {
    boundary: "0d2b5c7f9a1e4c3db8f6a7e5d4c3b2a1",
    field: plainField,
    file: (name, filename) => `${plainField(name)}; filename="${utf8(html5(filename))}"`,
  },
  "Python requests with an older urllib3": {
    boundary: "1d2b5c7f9a1e4c3db8f6a7e5d4c3b2a1",
    field: plainField,
    file: (name, filename) =>
      isAscii(filename) && !/["\\]/.test(filename)
        ? `${plainField(name)}; filename="${filename}"`
        : `${plainField(name)}; filename*=utf-8''${percent(filename)}`,
  },
  "Python httpx": {
    boundary: "2d2b5c7f9a1e4c3db8f6a7e5d4c3b2a1",
    field: plainField,
    file: (name, filename) =>
      `${plainField(name)}; filename="${
        utf8(html5(filename).replaceAll("\\", "\\\\"))
      }"\r\nContent-Type: text/plain`,
  },
  "Python aiohttp": {
    boundary: "3d2b5c7f9a1e4c3db8f6a7e5d4c3b2a1",
    field: (name) => `Content-Type: text/plain; charset=utf-8\r\n${plainField(name)}`,
    file: (name, filename) =>
      `Content-Type: application/octet-stream\r\n${plainField(name)}; filename="${
        percent(filename)
      }"; filename*=utf-8''${percent(filename)}`,
  },
  "PHP cURL": {
    boundary: "------------------------d74496d66958873e",
    field: plainField,
    file: (name, filename) =>
      `${plainField(name)}; filename="${
        utf8(escapeQuotes(filename))
      }"\r\nContent-Type: application/octet-stream`,
  },
  "PHP Guzzle": {
    boundary: "f8a3c1d2e4b5968778695a4b3c2d1e0f12345678",
    field: (name, value) => `${plainField(name)}\r\nContent-Length: ${value.length}`,
    file: (name, filename, content) =>
      `${plainField(name)}; filename="${
        utf8(filename.replaceAll('"', "'"))
      }"\r\nContent-Length: ${content.length}\r\nContent-Type: text/plain`,
  },
  "Rust reqwest": {
    boundary: "4a2f8e91b7c0d3f5-6e8a9b0c1d2e3f40-5162738495a6b7c8-d9eafb0c1d2e3f40",
    field: plainField,
    file: (name, filename) =>
      `${plainField(name)}; filename="${
        utf8(escapeQuotes(filename))
      }"\r\nContent-Type: application/octet-stream`,
  },
  "curl -F": {
    boundary: "------------------------1a2b3c4d5e6f7a8b9c0d1e",
    field: plainField,
    file: (name, filename) =>
      `${plainField(name)}; filename="${utf8(html5(filename))}"\r\nContent-Type: text/plain`,
  },
  "node form-data": {
    boundary: "--------------------------515890814546601021194782",
    field: plainField,
    file: (name, filename) =>
      `${plainField(name)}; filename="${utf8(html5(filename))}"\r\nContent-Type: text/plain`,
  },
  "browsers and undici": {
    boundary: "----WebKitFormBoundary7MA4YWxkTrZu0gW",
    field: plainField,
    file: (name, filename) =>
      `${plainField(name)}; filename="${utf8(html5(filename))}"\r\nContent-Type: text/plain`,
  },
  "Ruby multipart-post": {
    boundary: "-----------RubyMultipartPost-0123456789abcdef",
    around: ["", "\r\n"],
    field: plainField,
    file: (name, filename, content) =>
      `${plainField(name)}; filename="${
        utf8(html5(filename))
      }"\r\nContent-Length: ${content.length}\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: binary`,
  },
  "mail libraries: a preamble, folded headers, padding, an epilogue": {
    boundary: "=_mixed boundary_=",
    contentType: (boundary) => `Multipart/Form-Data;\tcharset=utf-8; Boundary="${boundary}"; x=y`,
    around: ["This is a multi-part message.\r\n\r\n", "the end"],
    field: (name) => ` \t\r\ncontent-disposition: form-data;\r\n\tname="${name}"`.slice(4),
    file: (name, filename) => `${disposition}\r\n name="${name}";\r\n filename="${utf8(html5(filename))}"`,
  },
};

/** The clients whose multipart {@linkcode writeMultipart} can write. */
export const multipartClients: readonly string[] = Object.keys(styles);

/** A body as one of {@linkcode multipartClients} writes it. */
export function writeMultipart(client: string, form: MultipartForm): ClientBody {
  const style = styles[client];
  if (style === undefined) throw new RangeError(`Cannot write as ${client}`);
  const { boundary, around: [before, after] = ["", ""] } = style;
  const padding = boundary.includes(" ") ? " \t" : "";
  const part = (head: string, content: string) => `--${boundary}${padding}\r\n${head}\r\n\r\n${content}\r\n`;
  const fields = form.fields.map(([name, value]) => part(style.field(name, utf8(value)), utf8(value)));
  const files = form.files.map(({ name, filename, content }) =>
    part(style.file(name, filename, content), content)
  );
  const parts = form.areFilesFirst ? [...files, ...fields] : [...fields, ...files];
  const contentType = style.contentType ?? ((written) => `multipart/form-data; boundary=${written}`);
  // Go's and others write the line break before a delimiter when there is no part at all.
  const lead = parts.length === 0 ? "\r\n" : "";
  return {
    contentType: contentType(boundary),
    body: `${before}${lead}${parts.join("")}--${boundary}--\r\n${after}`,
  };
}
