/**
 * What the middle of the window can show, in the order of the rail. A new view is a line here and an entry in
 * panes/views.tsx; rail, palette and shortcut (Ctrl and its number) follow.
 */
export const VIEW_LABELS = {
  analysis: 'Handshakes',
  matrix: 'Matrix',
  compare: 'Compare',
  certificates: 'Certificates',
  configuration: 'Azure',
  session: 'Session',
} as const

export type View = keyof typeof VIEW_LABELS

export const VIEWS = Object.keys(VIEW_LABELS) as View[]
