/** Where the articles' sources live. A link to any other host is not opened; the window offers to copy it. */
const documentationHosts: ReadonlySet<string> = new Set([
  'learn.microsoft.com',
  'azure.microsoft.com',
  'support.microsoft.com',
  'docs.azure.cn',
  'techcommunity.microsoft.com',
  'datatracker.ietf.org',
  'www.rfc-editor.org',
  'www.iana.org',
  'docs.openssl.org',
  'www.openssl.org',
  'curl.se',
  'www.wireshark.org',
  'wiki.wireshark.org',
  'nodejs.org',
  'cabforum.org',
])

/** The URL to hand to the system's browser, normalised, or null when it must not be opened. */
export function documentationLink(text: string): string | null {
  let url: URL
  try {
    url = new URL(text)
  } catch {
    return null
  }
  if (url.protocol !== 'https:' || url.username !== '' || url.password !== '' || url.port !== '') return null
  return documentationHosts.has(url.hostname) ? url.href : null
}
