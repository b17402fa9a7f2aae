const start = "tests of ";

/** The name of a test that says whose tests follow. */
export function headingOf(file: string): string {
  return start + file;
}

/** The file that a name of a test is the heading of; `undefined` for any other. */
export function fileOfHeading(title: string): string | undefined {
  return title.startsWith(start) ? title.slice(start.length) : undefined;
}
