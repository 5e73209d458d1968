/** Shortcuts as written in the action list: `o`, `?`, `mod+k`. Pure, so that the grammar can be tested. */

/** The part of a keyboard event that a shortcut looks at. */
export interface KeyStroke {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
}

/**
 * Whether a stroke is that shortcut. `mod` is Ctrl or Command. Shift is part of the character (`?`), never
 * asked about: layouts differ in where they put brackets and slashes.
 */
export function matchesKeys(keys: string, stroke: KeyStroke): boolean {
  if (stroke.altKey && !(stroke.key.length === 1 && stroke.ctrlKey)) {
    // AltGr writes `[` and `]` on many layouts and is reported as Ctrl and Alt together; plain Alt is not ours.
    return false
  }
  const altGr = stroke.altKey && stroke.ctrlKey
  const modified = !altGr && (stroke.ctrlKey || stroke.metaKey)
  if (keys.startsWith('mod+')) return modified && stroke.key.toLowerCase() === keys.slice(4)
  return !modified && stroke.key === keys
}

/** How a shortcut is shown: `Ctrl K`, `⌘ K`, `?`. */
export function showKeys(keys: string, mac: boolean): string {
  if (keys.startsWith('mod+')) return `${mac ? '⌘' : 'Ctrl'} ${keys.slice(4).toUpperCase()}`
  return keys === 'Enter' ? 'Enter' : keys
}
