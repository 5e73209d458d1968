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

/** On a host where anyone may publish, only the vendor's own folders. */
const documentationFolders = ['github.com/MicrosoftDocs/', 'github.com/Azure/']

/** The URL to hand to the system's browser, normalised, or null when it must not be opened. */
export function documentationLink(text: string): string | null {
  let url: URL
  try {
    url = new URL(text)
  } catch {
    return null
  }
  if (url.protocol !== 'https:' || url.username !== '' || url.password !== '' || url.port !== '') return null
  const known =
    documentationHosts.has(url.hostname) ||
    documentationFolders.some((folder) => `${url.hostname}${url.pathname}`.startsWith(folder))
  return known ? url.href : null
}
