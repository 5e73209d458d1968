import { getCiphers } from 'node:crypto'

let offered: ReadonlySet<string> | null = null

/**
 * Whether this process's crypto library offers a cipher, by OpenSSL's name. OpenSSL (Node) and BoringSSL
 * (Electron) differ, so it is asked at run time.
 */
export function hostHas(cipher: string): boolean {
  offered ??= new Set(getCiphers())
  return offered.has(cipher)
}
