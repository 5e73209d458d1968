import { createHash, X509Certificate as NodeCertificate } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CaptureError } from '../../../../src/main/capture-file/events.ts'
import { readCertificate } from '../../../../src/shared/x509/certificate.ts'
import { certificateSummary } from '../../../../src/shared/x509/summary.ts'
import { readConversations } from '../../../support/engine/read-conversations.ts'
import { sharedPath, tellWhyAbsent } from '../../../support/shared-folder.ts'

describe('certificates of real captures', () => {
  it.skipIf(tellWhyAbsent('corpus') !== null)(
    "reads every one that Node's X509Certificate reads, and says the same of it",
    async () => {
      const certificates = await certificatesUnder(sharedPath('corpus') ?? '')
      let compared = 0
      for (const der of certificates) {
        const node = nodeCertificate(der)
        if (!node) continue
        const { body } = readCertificate(der)
        const summary = certificateSummary(body)
        expect(
          {
            serial: summary.serial,
            isCa: summary.isCa,
            from: body.notBefore?.epochMillis,
            to: body.notAfter?.epochMillis,
            names: summary.san.length,
            sha1: summary.sha1,
          },
          summary.subject,
        ).toEqual({
          serial: node.serialNumber.toLowerCase().padStart(2, '0'),
          isCa: node.ca,
          from: Date.parse(node.validFrom),
          to: Date.parse(node.validTo),
          names: (node.subjectAltName ?? '').split(', ').filter(Boolean).length,
          // Node hashes its own encoding of what it read, which is another one where the wire's is no DER.
          sha1: createHash('sha1').update(der).digest('hex'),
        })
        compared++
      }
      console.log(`${compared} of ${certificates.length} captured certificates compared with Node`)
      expect(compared).toBeGreaterThan(100)
    },
    120_000,
  )
})

/** Every different certificate of every capture, one after the other. */
async function certificatesUnder(folder: string): Promise<Uint8Array[]> {
  const found = new Map<string, Uint8Array>()
  const captures = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.pcap(ng)?(\.gz)?$/.test(file),
  )
  for (const file of captures) {
    try {
      await readConversations(join(folder, file), ({ messages }) => {
        for (const { handshake, cut } of messages) {
          if (handshake?.type !== 'Certificate' || cut) continue
          for (const { certificate } of handshake.entries) {
            found.set(Buffer.from(certificate.value).toString('base64'), certificate.value.slice())
          }
        }
      })
    } catch (error) {
      // Damaged captures are among them; how they are told is the reader's own test.
      if (!(error instanceof CaptureError)) throw error
    }
  }
  return [...found.values()]
}

function nodeCertificate(der: Uint8Array): NodeCertificate | null {
  try {
    return new NodeCertificate(der)
  } catch {
    return null
  }
}
