import { describe, expect, it } from 'vitest'
import { exampleLadders, matrixText } from '../../../../../src/main/cli/text/matrix-text.ts'
import { matrixDocument, planMatrix, runMatrix } from '../../../../../src/main/probe/matrix/index.ts'
import type { MatrixDocument } from '../../../../../src/shared/contract/matrix.ts'
import {
  type Asked,
  type Behaviour,
  credential,
  FAST,
  FINE,
  fakeServer,
  NO_CERTIFICATE,
  NOT_SPOKEN,
  question,
} from '../../probe/matrix/fake-server.ts'

async function matrix(behave: (asked: Asked) => Behaviour, asked = question()): Promise<MatrixDocument> {
  const plan = planMatrix(asked)
  return matrixDocument(asked, plan, await runMatrix(asked, plan, fakeServer(behave), FAST))
}

const strict = ({ version, sent }: Asked): Behaviour =>
  version < 'TLS 1.2' ? NOT_SPOKEN : sent === 0 ? NO_CERTIFICATE : { ...FINE, requested: 'initial' }

describe('a matrix on a terminal', () => {
  it('says first what explains the fault, in words, and then shows the grid', async () => {
    const lines = matrixText(await matrix(strict)).split('\n')
    expect(lines[0]).toContain('apim.contoso.internal:443 at 10.0.0.4, 48 of 48 combinations asked')
    expect(lines[1]).toMatch(/^ {2}leaf only, full chain: CN=/)
    expect(lines[3]).toMatch(/^! Works with a client certificate, breaks without: the server requires one/)
    expect(lines.find((line) => line.startsWith('TLS 1.2  SNI     h2'))).toBe(
      'TLS 1.2  SNI     h2        ✗ alert         ✓ ok            ✓ ok',
    )
    expect(lines.find((line) => line.startsWith('TLS 1.0  no SNI  http/1.1'))).toBe(
      'TLS 1.0  no SNI  http/1.1  - unsupported   - unsupported   - unsupported',
    )
    expect(lines).toContain('✗ alert          8 ×  a TLS alert ended it: certificate_required (116)')
  })

  it('fits eighty columns, however many certificates there are', async () => {
    const many = question({ credentials: [2, 1, 3, 2, 4, 2, 2, 2].map((length) => credential(length)) })
    for (const document of [
      await matrix(strict),
      await matrix(strict, many),
      await matrix(() => NOT_SPOKEN),
    ]) {
      const text = matrixText(document)
      for (const line of text.split('\n')) expect([...line].length, line).toBeLessThanOrEqual(80)
      // Every cell stands there with its word.
      const words = text.match(/[✗✓·-] (alert|ok|unsupported|not-asked)\b/g) ?? []
      expect(words.length).toBeGreaterThanOrEqual(document.cells.length)
    }
  })

  it('says once what holds for all', async () => {
    const { base } = question()
    const bare = question({ base: { ...base, hello: { ...base.hello, serverName: null } }, alpn: ['h2'] })
    const text = matrixText(await matrix(strict, bare))
    expect(text).toContain('Every combination: no SNI, ALPN h2.')
    expect(text).toMatch(/^TLS 1\.3 {2}✗ alert/m)
  })

  it('moves no cursor, whatever the server names itself', async () => {
    const text = matrixText(await matrix(() => ({ subject: 'CN=\u001b[2Jevil' })))
    expect(text).not.toContain('\u001b')
    expect(text).toContain('CN=\\x1b[2Jevil')
  })

  it('shows one ladder for each difference', async () => {
    const text = exampleLadders(await matrix(strict))
    expect(text.match(/BROKEN/g)).toHaveLength(2)
    expect(text).toContain(
      'apim.contoso.internal:443: TLS 1.2, no certificate, SNI apim.contoso.internal, ALPN h2',
    )
  })
})
