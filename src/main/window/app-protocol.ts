import { readFile } from 'node:fs/promises'
import { protocol } from 'electron'
import { appScheme, assetFor } from './asset-path.ts'
import { responseHeaders } from './content-security.ts'

/** Must run before the app is ready. A standard, secure scheme has an origin of its own, like https. */
export function declareAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: appScheme, privileges: { standard: true, secure: true, codeCache: true } },
  ])
}

/** Serves the built renderer from `root`. Works inside the archive, where `net.fetch(file:)` is fused off. */
export function serveApp(root: string): void {
  protocol.handle(appScheme, async (request) => {
    const asset = request.method === 'GET' ? assetFor(root, request.url) : null
    if (asset === null)
      return new Response('Not found', { status: 404, headers: responseHeaders('text/plain') })
    try {
      const bytes = await readFile(asset.path)
      return new Response(new Uint8Array(bytes), { headers: responseHeaders(asset.mediaType) })
    } catch {
      return new Response('Not found', { status: 404, headers: responseHeaders('text/plain') })
    }
  })
}
