/** Earlier writes to the archive were lost before they were committed: a later one would leave a gap. */
export class LostWritesError extends Error {
  override readonly name = "LostWritesError";

  constructor() {
    super("what was archived last is lost, archiving it again");
  }
}
