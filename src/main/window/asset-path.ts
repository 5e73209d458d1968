import { join, normalize, sep } from 'node:path'

/** Where the window's documents come from: `app://tlscope/…`, never `file:`. */
export const appScheme = 'app'
export const appHost = 'tlscope'
export const appOrigin = `${appScheme}://${appHost}`

const mediaTypes: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  woff2: 'font/woff2',
}

export interface Asset {
  readonly path: string
  readonly mediaType: string
}

/**
 * The file below `root` that an `app://tlscope/…` URL names, or null: another host, a path that leaves the
 * folder by any spelling (`..`, `%2e%2e`, `%5c`, a drive letter, a NUL), or a kind of file the window never loads.
 */
export function assetFor(root: string, url: string): Asset | null {
  let parsed: URL
  let name: string
  try {
    parsed = new URL(url)
    name = decodeURIComponent(parsed.pathname)
  } catch {
    return null
  }
  if (parsed.protocol !== `${appScheme}:` || parsed.host !== appHost) return null
  if (/[\0\\:]/.test(name)) return null
  const path = normalize(join(root, name === '/' ? 'index.html' : name))
  if (!path.startsWith(normalize(root) + sep)) return null
  const mediaType = mediaTypes[path.slice(path.lastIndexOf('.') + 1)]
  return mediaType === undefined ? null : { path, mediaType }
}
