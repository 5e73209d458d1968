import type { GatewaySku } from '../../runbook/article.ts'

/**
 * What each generation of the gateway wants to be given of a backend's chain (facts 1.1.1, 1.3.1, 1.3.3, 1.3.8, 7).
 * One sentence each, the important one first.
 */
export const TRUST_ANCHOR_NOTES: Readonly<Record<GatewaySku, readonly string[]>> = {
  v2: [
    'v2 wants the root that the chain ends at (trusted root certificate), never the leaf; v1 wanted an exact copy of the leaf instead (--sku v1).',
    'The backend itself must send its leaf and every intermediate: the gateway fetches none.',
    'While any root is attached to a backend setting, only those attached count, so a wrong one breaks a backend that works.',
  ],
  v1: [
    'v1 compares the backend’s leaf byte for byte with this authentication certificate and looks for no root: it has to be exported again at every renewal.',
    'A self-signed certificate that is no CA does for v1 only; v2 wants a root with CA:TRUE.',
    'v1 was retired on 2026-04-28; what still runs is unsupported. For v2 export the root: leave out --sku v1.',
  ],
}

/** Names that API Management's built-in certificate is for: publicly trusted, nothing to upload (facts 4.4.7). */
export function isBuiltInName(name: string): boolean {
  return /(^|\.)azure-api\.net$/i.test(name)
}

/** A path as it may stand in a command of any shell; `<file>` where it has characters that a shell would take apart. */
export function pathInCommand(file: string): string {
  if (/^[\w./\\:-]+$/.test(file)) return file
  return /^[^"$`!%\\]+$/.test(file) ? `"${file}"` : '<file>'
}

/** Where an exported file goes. Placeholders as the runbook writes them. */
export function uploadCommands(sku: GatewaySku, file: string): readonly string[] {
  const path = pathInCommand(file)
  return sku === 'v2'
    ? [
        `az network application-gateway root-cert create -g <rg> --gateway-name <gateway> -n backend-root --cert-file ${path}`,
        'az network application-gateway http-settings update -g <rg> --gateway-name <gateway> -n <http-settings> --root-certs backend-root',
      ]
    : [
        `az network application-gateway auth-cert create -g <rg> --gateway-name <gateway> -n backend-leaf --cert-file ${path}`,
      ]
}
