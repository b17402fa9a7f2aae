/** Reasons, as titles tell them, for which a test may be skipped where everything that CI can install is there. */
export const expectedSkips: readonly RegExp[] = [
  // Only who may mount can have one; the other small disk is met everywhere.
  /a full file system cannot be had here/,
  // The data is not published under a licence that lets it be kept here.
  /the Bot API as data is not here/i,
  // A known limit; the wire reads them on both runtimes.
  /Bun's own server throws such bodies away/,
];
