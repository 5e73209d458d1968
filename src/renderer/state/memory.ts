/** Small things the window remembers between starts. Storage may be off or full; then it forgets. */

export function recall(key: string): unknown {
  try {
    const text = window.localStorage.getItem(`tlscope.${key}`)
    return text === null ? null : JSON.parse(text)
  } catch {
    return null
  }
}

export function remember(key: string, value: unknown): void {
  try {
    window.localStorage.setItem(`tlscope.${key}`, JSON.stringify(value))
  } catch {
    // Nothing the user could do about it, and nothing is lost but a convenience.
  }
}
