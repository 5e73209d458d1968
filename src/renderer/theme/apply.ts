import { propertyName, THEMES } from './tokens.ts'

export const THEME_CHOICES = ['system', 'dark', 'light'] as const
export type ThemeChoice = (typeof THEME_CHOICES)[number]

const darkQuery = window.matchMedia('(prefers-color-scheme: dark)')
let current: ThemeChoice = 'system'

/** Puts the theme's tokens on the document. Through the style object: the policy forbids style elements. */
export function applyTheme(choice: ThemeChoice): void {
  current = choice
  const theme = choice === 'system' ? (darkQuery.matches ? 'dark' : 'light') : choice
  const { style, dataset } = document.documentElement
  for (const [token, value] of Object.entries(THEMES[theme])) style.setProperty(propertyName(token), value)
  style.setProperty('color-scheme', theme)
  dataset.theme = theme
}

/** Keeps `system` in step with the system. */
export function followSystemTheme(): void {
  darkQuery.addEventListener('change', () => applyTheme(current))
}
