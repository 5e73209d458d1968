/** Where something stands: the file as the user named it, and a JSON pointer into it (RFC 6901). */
export interface Place {
  readonly file: string
  readonly pointer: string
}

/** Whatever was read of a document. */
export interface Read {
  readonly at: Place
  /** A `--query` result, which shows some properties only: here an empty list, too, may mean that it does not say. */
  readonly partial?: true
}
