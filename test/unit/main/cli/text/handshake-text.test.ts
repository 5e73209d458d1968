import { describe, expect, it } from 'vitest'
import { handshakeText } from '../../../../../src/main/cli/text/handshake-text.ts'
import { handshakeDocument } from '../../../../../src/shared/contract/handshake-document.ts'
import { diagnosisOf } from '../../../../support/conversation/diagnosis.ts'
import { conversation } from '../../../../support/conversation/script.ts'

function textOf(sni: string, width: number): string {
  const script = conversation().clientHello({ sni }).alert('server', 40).fin('server')
  const { facts, ...diagnosis } = diagnosisOf(script)
  return handshakeText(handshakeDocument(facts, diagnosis, 'unknown'), width)
}

describe('a handshake as text', () => {
  it('keeps to the width', () => {
    for (const width of [72, 80, 112]) {
      for (const line of textOf('apim.contoso.internal', width).split('\n'))
        expect(line.length, line).toBeLessThanOrEqual(width)
    }
  })

  it('lets no name out of a packet speak to the terminal, or begin a line', () => {
    const text = textOf('evil\u001b[31m\nh9  BROKEN', 112)
    expect(text).not.toContain('\u001b')
    expect(text).toContain('evil\\x1b[31m\\x0ah9')
    expect(text).not.toMatch(/^h9/m)
  })
})
