import { describe, expect, it } from 'vitest'
import { handshakeText } from '../../../../../src/main/cli/text/handshake-text.ts'
import { handshakeDocument } from '../../../../../src/shared/contract/handshake-document.ts'
import { diagnosisOf } from '../../../../support/conversation/diagnosis.ts'
import { type ConversationScript, conversation } from '../../../../support/conversation/script.ts'
import { completed, silentlyClosed } from '../../../../support/conversation/situations.ts'

function textOf(sni: string, width: number): string {
  return text(conversation().clientHello({ sni }).alert('server', 40).fin('server'), width)
}

function text(script: ConversationScript, width = 80): string {
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

  it('says first that it completed, where only warnings are to be told', () => {
    const told = text(completed([], { hello: { sni: null } }))
    expect(told).toMatch(/^ {2}The handshake completed/m)
    expect(told.indexOf('The handshake completed')).toBeLessThan(told.indexOf('sni-missing'))
  })

  it('says first how the end may be read, where it may be a refusal', () => {
    const told = text(silentlyClosed([], { hello: { sni: null } }))
    expect(told).toMatch(/^ {2}The client finished the handshake, sent nothing and closed/m)
  })

  it('lets no name out of a packet speak to the terminal, or begin a line', () => {
    const text = textOf('evil\u001b[31m\nh9  BROKEN', 112)
    expect(text).not.toContain('\u001b')
    expect(text).toContain('evil\\x1b[31m\\x0ah9')
    expect(text).not.toMatch(/^h9/m)
  })
})
