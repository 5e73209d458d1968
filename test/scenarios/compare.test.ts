import { describe, expect, it } from 'vitest'
import { analyse } from '../../src/main/engine/analysis.ts'
import { NO_OPTIONS } from '../../src/main/engine/options.ts'
import { readSecretFiles } from '../../src/main/engine/secrets.ts'
import { compareConversations } from '../../src/shared/conversation/compare/compare.ts'
import type { Compared } from '../../src/shared/conversation/compare/shape.ts'
import { sharedPath, tellWhyAbsent } from '../support/shared-folder.ts'

/** Captures of real stacks, two and two: with and without a certificate, works and breaks, TLS 1.2 and 1.3. */
const PAIRS: readonly (readonly [string, string, RegExp])[] = [
  [
    'b2_ok',
    'b2_empty',
    /message 9: in A the client sends its certificate \(CN=client1\), in B an empty one; the CertificateRequest before it is the same/,
  ],
  ['b2_ok', 'b2_unknownca', /the client's Certificate: A has CN=client1, B has CN=rogue/],
  ['b2_ok', 'b2_expired', /A has one that is valid \(2026.*\), B has one that is expired \(/],
  ['a2_ok', 'a2_srvexp', /the server's Certificate: A has one that is valid .* B has one that is expired/],
  [
    'a2_ok',
    'a2_hostname',
    /in A the client sends ClientKeyExchange, in B the client refuses with alert bad_certificate \(42\); what was said before is the same in both/,
  ],
  [
    'a2_ok',
    'a3_ok',
    /the client's ClientHello: A speaks at most TLS 1\.2 \(0x0303\), B speaks TLS 1\.3 \(0x0304\)/,
  ],
  ['a2_ok', 'e_sni_fatal', /A asks for apim\.contoso\.internal, B asks for wrong\.example/],
  [
    'b2_ok',
    'b2_sigalg_mismatch',
    /the server's CertificateRequest: different signature algorithms: only in A/,
  ],
  ['b2_ok', 'f12_reneg_ok', /in A the server asks for a client certificate, in B it does not ask/],
  [
    'd2_ok',
    'd2_untrusted',
    /in A the client sends its request \(encrypted application data\), in B the client closes the connection/,
  ],
  [
    'a3_ok',
    'a3_missing_intermediate',
    /the server's Certificate: it says something else, being 1698 encrypted bytes in A and 884 in B/,
  ],
  [
    'c2_on_good',
    'c2_pass_none',
    /the server's CertificateRequest: A has CA names CN=Client Root CA, CN=Client Intermediate CA, B has no CA names/,
  ],
  [
    'k_ok-rsa_3',
    'k_no-cert-required_3',
    /message 12: in A the client sends its certificate \(CN=client-0002,OU=devices,O=Lab\), in B an empty one/,
  ],
  [
    'k_ok-rsa_3',
    'k_client-rejects-server_3',
    /in A the client sends its certificate .*, in B the client refuses with alert unknown_ca \(48\)/,
  ],
  [
    'k_ok-rsa_2',
    'k_no-client-auth_2',
    /the server's Certificate: different certificates: only in A CN=Lab Root CA/,
  ],
]

async function compared(name: string): Promise<Compared> {
  const path = sharedPath('scenarios', `${name}.pcap`)
  if (path === null) throw new Error(`no scenario ${name}`)
  const keys = sharedPath('scenarios', `${name}.keys`)
  const secrets = await readSecretFiles(keys === null ? [] : [keys], false, [])
  const found: Compared[] = []
  await analyse(
    [{ path, input: path }],
    { ...NO_OPTIONS, secrets },
    {
      handshake: (_document, { facts, diagnosis }) => found.push({ facts, verdict: diagnosis.verdict }),
    },
  )
  const [first] = found
  if (first === undefined) throw new Error(`no handshake in ${name}`)
  return first
}

describe.skipIf(tellWhyAbsent('scenarios') !== null)('captures of real stacks, compared', () => {
  it.each(PAIRS)('%s against %s', async (one, other, sentence) => {
    const [a, b] = [await compared(one), await compared(other)]
    expect(compareConversations(a, b).first?.sentence).toMatch(sentence)
    expect(compareConversations(b, a).first?.row).toBe(compareConversations(a, b).first?.row)
    expect(compareConversations(a, a).first).toBeNull()
  })
})
