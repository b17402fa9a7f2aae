/** The title of a test that may be skipped: runners show that it is, and only the title can tell why. */
export function titleWithReason(title: string, skip: string | false): string {
  return skip === false ? title : `${title} (${skip})`;
}
