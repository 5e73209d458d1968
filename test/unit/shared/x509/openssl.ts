import { execFileSync } from 'node:child_process'

/** `openssl x509 -noout …` on one certificate; throws where openssl cannot read it. */
export function openssl(pem: string, ...options: string[]): string {
  return execFileSync('openssl', ['x509', '-noout', ...options], { input: pem, encoding: 'utf8' })
}
