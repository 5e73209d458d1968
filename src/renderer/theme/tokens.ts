/**
 * The colours, once for each theme. Applied as custom properties (`--client`, `--panel` …) by `apply.ts`.
 *
 * Two hues carry meaning everywhere and nothing else does: the client's green and the server's blue. Red is
 * for what broke, amber for warnings, violet for what is selected. None of them is ever the only sign.
 */
export interface Tokens {
  /** Behind the panes: toolbar, gutters. */
  readonly ground: string
  /** The panes themselves. */
  readonly panel: string
  /** Cards, inputs, command blocks: one step above a pane. */
  readonly raised: string
  /** A row under the pointer. */
  readonly hover: string
  /** Hairlines; decoration only, never the sole edge of a control. */
  readonly line: string
  /** Edges of inputs and buttons (3:1 against `panel`). */
  readonly edge: string
  readonly text: string
  /** Second-rank text; still 4.5:1 on every surface. */
  readonly muted: string
  readonly client: string
  readonly server: string
  /** Only for BREAK and what it stands for: a broken outcome, an error. */
  readonly broke: string
  /** Behind the BREAK row. */
  readonly brokeTint: string
  /** What worked, in the grid of a matrix alone: everywhere else nothing needs saying. */
  readonly good: string
  readonly goodTint: string
  readonly warning: string
  readonly warningTint: string
  /** Selection, focus rings, the main button. */
  readonly accent: string
  /** Text on `accent`. */
  readonly onAccent: string
  /** Behind a selected row. */
  readonly selected: string
  /** Behind the bytes of the selected field. */
  readonly byteSelected: string
  /** Behind the bytes of the field under the pointer. */
  readonly byteHover: string
  /** Behind the bytes of the selected field's parent. */
  readonly byteContext: string
}

export const DARK: Tokens = {
  ground: '#0f1216',
  panel: '#161a20',
  raised: '#1e242c',
  hover: '#222933',
  line: '#2a323d',
  edge: '#657386',
  text: '#e6eaf0',
  muted: '#9ba7b7',
  client: '#58d1a0',
  server: '#74b4ff',
  broke: '#ff8178',
  brokeTint: '#3a1b1e',
  good: '#b4d45c',
  goodTint: '#212a12',
  warning: '#eeb856',
  warningTint: '#33290f',
  accent: '#b3a4ff',
  onAccent: '#17122e',
  selected: '#2a2748',
  byteSelected: '#4a3fa0',
  byteHover: '#39405a',
  byteContext: '#25233d',
}

export const LIGHT: Tokens = {
  ground: '#e9ecf1',
  panel: '#fcfdfe',
  raised: '#f2f4f8',
  hover: '#ebeff5',
  line: '#d7dde6',
  edge: '#7b8798',
  text: '#171c24',
  muted: '#535f70',
  client: '#08684a',
  server: '#14539f',
  broke: '#b3202a',
  brokeTint: '#fdeaea',
  good: '#48610a',
  goodTint: '#f0f6dd',
  warning: '#7a5000',
  warningTint: '#fdf3dc',
  accent: '#5640c4',
  onAccent: '#ffffff',
  selected: '#e8e4fd',
  byteSelected: '#cdc3ff',
  byteHover: '#dde3ee',
  byteContext: '#f0eefc',
}

export const THEMES = { dark: DARK, light: LIGHT } as const

/** Text and the surfaces it may stand on: at least 4.5:1 in both themes (WCAG 2.2, 1.4.3). */
export const TEXT_PAIRS: readonly (readonly [keyof Tokens, readonly (keyof Tokens)[]])[] = [
  [
    'text',
    [
      'ground',
      'panel',
      'raised',
      'hover',
      'brokeTint',
      'warningTint',
      'goodTint',
      'selected',
      'byteSelected',
      'byteHover',
      'byteContext',
    ],
  ],
  ['muted', ['ground', 'panel', 'raised', 'hover', 'selected', 'brokeTint', 'warningTint', 'byteContext']],
  ['client', ['ground', 'panel', 'raised', 'hover', 'selected', 'brokeTint']],
  ['server', ['ground', 'panel', 'raised', 'hover', 'selected', 'brokeTint']],
  ['broke', ['ground', 'panel', 'raised', 'hover', 'brokeTint', 'selected']],
  ['good', ['panel', 'raised', 'goodTint']],
  ['warning', ['ground', 'panel', 'raised', 'hover', 'warningTint', 'selected']],
  ['accent', ['ground', 'panel', 'raised', 'hover', 'selected']],
  ['onAccent', ['accent']],
]

/** Edges of controls and focus rings against what lies beside them: at least 3:1 (WCAG 2.2, 1.4.11). */
export const EDGE_PAIRS: readonly (readonly [keyof Tokens, readonly (keyof Tokens)[]])[] = [
  ['edge', ['ground', 'panel', 'raised']],
  ['accent', ['ground', 'panel', 'raised', 'selected']],
]

/** `brokeTint` -> `--broke-tint`. */
export function propertyName(token: string): string {
  return `--${token.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}

/** WCAG 2.2 contrast ratio of two `#rrggbb` colours, 1 to 21. */
export function contrastRatio(a: string, b: string): number {
  const [darker = 0, lighter = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (lighter + 0.05) / (darker + 0.05)
}

function luminance(colour: string): number {
  const channel = (at: number): number => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}
