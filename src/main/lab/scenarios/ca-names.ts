import { utf8Bytes } from '../../../shared/bytes/text.ts'
import { VERSION } from '../../../shared/tls/registry/index.ts'
import { subjectName } from '../certificates/profile.ts'
import { brokenByAlert, COMPLETED, type LabScenario } from '../scenario.ts'
import { scriptedScenario } from '../scripted-scenario.ts'

const HANDSHAKE_FAILURE = 40
/** Where Windows servers cut the list (facts 5.1.18). */
const SCHANNEL_LIMIT = 16_384

/** Lists of CA names that say nothing, or too much. */
export const CA_NAMES: readonly LabScenario[] = [
  scriptedScenario({
    id: 'ca-names-empty',
    title: 'Asked for a certificate of any CA',
    story: 'The server names no CA in its CertificateRequest; the client sends what it has, and all is well.',
    version: VERSION.tls12,
    mutual: true,
    server: async () => ({ clientCaNames: [] }),
    expected: { ...COMPLETED, mustInclude: ['ca-names-empty'] },
  }),
  scriptedScenario({
    id: 'ca-names-truncated',
    title: 'A list of CA names that was cut at 16 KB',
    story:
      'A Windows server names as many CAs as fit into 16,384 bytes. The client’s CA fell off the end, so the client sends no certificate and is refused.',
    version: VERSION.tls12,
    options: { expectMtls: true },
    server: async (certificates) => ({
      clientCaNames: manyNames(subjectName(await certificates.clientRoot())),
      judge: () => HANDSHAKE_FAILURE,
    }),
    expected: brokenByAlert(
      'client-certificate',
      'server',
      ['client-certificate-required-not-sent'],
      ['ca-names-truncated'],
    ),
  }),
]

/** As many names as a Windows server sends, each the given one (DER) but for its last letters. */
function manyNames(name: Uint8Array): Uint8Array[] {
  const count = Math.floor(SCHANNEL_LIMIT / (name.length + 2))
  return Array.from({ length: count }, (_, number) => {
    const other = name.slice()
    const letters = utf8Bytes(String(number).padStart(4, '0'))
    other.set(letters, other.length - letters.length)
    return other
  })
}
