import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Conversation } from '../../../../src/shared/conversation/conversation.ts'
import { readFacts } from '../../../../src/shared/conversation/facts.ts'
import { type Acceptance, judgeAcceptance } from '../../../../src/shared/credential/acceptance.ts'
import { VERSION } from '../../../../src/shared/tls/registry/index.ts'
import { readConversations } from '../../../support/engine/read-conversations.ts'
import { sharedPath, tellWhyAbsent } from '../../../support/shared-folder.ts'

/** What real clients sent in answer to real requests: the judge has to find it possible. */

const captures = ['scenarios', 'corpus'].flatMap((name) => {
  const folder = tellWhyAbsent(name) === null ? sharedPath(name) : null
  if (folder === null) return []
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return files.filter((file) => /\.pcap(ng)?$/.test(file)).map((file) => join(folder, file))
})

interface Answered {
  readonly capture: string
  readonly acceptance: Acceptance
  /** The scheme of the client's CertificateVerify; `null` before TLS 1.2. */
  readonly signedBy: number | null
}

it.skipIf(captures.length === 0)(
  'calls usable what captured clients signed by',
  async () => {
    const answered: Answered[] = []
    for (const capture of captures) {
      await readConversations(capture, (one) => {
        const answer = answerIn(one, capture)
        if (answer !== null) answered.push(answer)
      }).catch(() => null)
    }
    const matches = new Map<string, number>()
    for (const { capture, acceptance, signedBy } of answered) {
      expect(acceptance.signing.refusal, capture).toBeNull()
      if (signedBy !== null) {
        const rows = acceptance.rows.filter(
          ({ kind, match }) => kind === 'signature-scheme' && match === 'exact',
        )
        const codes = rows.map(({ asks }) => asks.slice(asks.lastIndexOf('0x'), -1))
        expect(codes, capture).toContain(`0x${signedBy.toString(16).padStart(4, '0')}`)
      }
      matches.set(acceptance.names.match, (matches.get(acceptance.names.match) ?? 0) + 1)
    }
    console.log(
      `client certificates in captures: ${answered.length}, by name ${JSON.stringify([...matches])}`,
    )
    expect(answered.length).toBeGreaterThan(0)
  },
  120_000,
)

function answerIn(conversation: Conversation, capture: string): Answered | null {
  const { certificateRequest, clientChain, version } = readFacts(conversation)
  const verify = conversation.messages.find(
    ({ type, from }) => type === 'CertificateVerify' && from === 'client',
  )
  if (certificateRequest === null || clientChain.length === 0 || version === null || !verify) return null
  const acceptance = judgeAcceptance({
    request: certificateRequest.body,
    problems: certificateRequest.message.problems,
    version,
    chain: clientChain.map(({ reading }) => reading.body),
  })
  const body = verify.handshake
  if (acceptance === null || body?.type !== 'CertificateVerify') return null
  return { capture, acceptance, signedBy: version >= VERSION.tls12 ? (body.algorithm?.value ?? null) : null }
}
