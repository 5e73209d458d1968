/** A file the user named beside the captures could not be used; one sentence. */
export class GivenFileError extends Error {}
