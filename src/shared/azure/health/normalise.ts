/**
 * A health message as bare words: lower case, contractions spelled out, without marks, quotes and white space, and with
 * one word for what was once called a whitelist. The product, its documentation and the portal write the same message
 * in all of these ways (facts 3).
 */
export function normalised(text: string): string {
  return text
    .toLowerCase()
    .replace(/[\u2018\u2019\u02bc`]/g, "'")
    .replace(/\bcan(?:not\b|'t\b|\s+not\b)/g, 'can not')
    .replace(/\bwon't\b/g, 'will not')
    .replace(/(\w)n't\b/g, '$1 not')
    .replace(/\b(?:white|allow)[- ]?list/g, 'allowlist')
    .replace(/\btime[- ]out/g, 'timeout')
    .replace(/\bhost[- ]name/g, 'hostname')
    .replace(/\bto learn more visit\b.*$/s, '')
    .replace(/[^a-z0-9{}]+/g, ' ')
    .trim()
}

/** A placeholder in a wording, such as `{errorCode}`. */
const PLACEHOLDER = /\{[a-z0-9 ]*\}/g

/** The fixed parts of a wording, between its placeholders. */
export function fixedParts(wording: string): string[] {
  return normalised(wording)
    .split(PLACEHOLDER)
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

/** Whether all the parts stand in a normalised text, in this order. */
export function holdsInOrder(text: string, parts: readonly string[]): boolean {
  let at = 0
  for (const part of parts) {
    const found = text.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return true
}
