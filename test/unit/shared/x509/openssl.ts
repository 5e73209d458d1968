import { execFileSync, spawnSync } from 'node:child_process'

/** Whether there is an openssl to compare with; where there is none, the reason is printed once. */
export const hasOpenssl = spawnSync('openssl', ['version']).status === 0
if (!hasOpenssl) console.log('skipped: certificates beside openssl, which is not installed')

/** `openssl x509 -noout …` on one certificate; throws where openssl cannot read it. */
export function openssl(pem: string, ...options: string[]): string {
  return execFileSync('openssl', ['x509', '-noout', ...options], { input: pem, encoding: 'utf8' })
}
