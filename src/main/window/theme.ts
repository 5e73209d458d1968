import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { app, nativeTheme } from 'electron'
import { z } from 'zod'

/** The window's stylesheet follows `prefers-color-scheme`, which this setting decides. */
const themeSchema = z.enum(['system', 'light', 'dark'])
export type Theme = z.infer<typeof themeSchema>

const settingsFile = () => join(app.getPath('userData'), 'theme.json')

/** Applies the theme chosen last time; the system's where none was, or the file cannot be read. */
export function restoreTheme(): void {
  try {
    nativeTheme.themeSource = themeSchema.parse(JSON.parse(readFileSync(settingsFile(), 'utf8')))
  } catch {
    nativeTheme.themeSource = 'system'
  }
}

export function chooseTheme(theme: Theme): void {
  nativeTheme.themeSource = theme
  try {
    writeFileSync(settingsFile(), JSON.stringify(theme))
  } catch {
    // A read-only home folder: the choice holds until the window closes.
  }
}

/** What the window shows before its first paint, so that a dark theme does not start with a white flash. */
export function backgroundColour(): string {
  return nativeTheme.shouldUseDarkColors ? '#14171c' : '#ffffff'
}
