/**
 * Moves the keyboard between the panes. A pane is an element with `data-pane`; in it, `data-focus-first` is
 * where the keyboard lands.
 */

function panes(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>('[data-pane]')]
}

function enter(pane: HTMLElement): void {
  const target = pane.querySelector<HTMLElement>('[data-focus-first]') ?? pane
  target.focus()
}

/** To the next (1) or previous (-1) pane, around the ends. */
export function focusPane(step: 1 | -1): void {
  const all = panes()
  const at = all.findIndex((pane) => pane.contains(document.activeElement))
  const pane = all[(at + step + all.length) % all.length] ?? all[0]
  if (pane !== undefined) enter(pane)
}

export function focusPaneNamed(name: 'handshakes' | 'bytes' | 'matrix' | 'compared'): void {
  const pane = document.querySelector<HTMLElement>(`[data-pane="${name}"]`)
  if (pane !== null) enter(pane)
}

export function focusFields(): void {
  focusPaneNamed('bytes')
}

/** Brings the runbook article to the top of its pane. */
export function focusArticle(): void {
  const article = document.querySelector<HTMLElement>('[data-article]')
  article?.scrollIntoView({ block: 'start' })
  article?.focus({ preventScroll: true })
}

export function focusFilter(): void {
  document.querySelector<HTMLInputElement>('[data-filter]')?.focus()
}

export function focusNote(): void {
  document.querySelector<HTMLTextAreaElement>('[data-note]')?.focus()
}

/** To the first field of a form that was refused, once it is on screen. */
export function focusRefused(): void {
  window.setTimeout(() => document.querySelector<HTMLElement>('dialog [aria-invalid="true"]')?.focus(), 50)
}
