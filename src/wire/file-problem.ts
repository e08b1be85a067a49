/** A file that cannot be used; the message is a sentence that names file, place and cure. */
export class FileProblem extends Error {}
