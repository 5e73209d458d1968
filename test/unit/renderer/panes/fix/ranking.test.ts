import { describe, expect, it } from 'vitest'
import {
  conditionText,
  evidenceAside,
  evidenceText,
  showCommand,
} from '../../../../../src/renderer/panes/fix/ranking.ts'
import { namesFromHandshake } from '../../../../../src/shared/contract/known-names.ts'
import type { Command } from '../../../../../src/shared/runbook/article.ts'
import { handshake, messages } from '../../../../support/renderer/documents.ts'

const COMMAND: Command = {
  id: 'check-listener',
  shell: 'bash',
  kind: 'check',
  skus: ['v2'],
  tiers: [],
  legs: ['client-gateway'],
  section: 'How to confirm',
  step: null,
  text: 'openssl s_client -connect "<gateway-ip>:<port>" -servername "<gateway-host>" # <rg>',
  line: 1,
}

describe('what a handshake tells the runbook', () => {
  it('fills the gateway names on the first leg and those of APIM on the others', () => {
    const first = namesFromHandshake(handshake(), 'client-gateway', 'a.pcapng')
    expect(first).toMatchObject({
      'gateway-host': 'apim.contoso.internal',
      'gateway-ip': '10.0.1.5',
      port: '443',
      capture: 'a.pcapng',
    })
    expect(first).not.toHaveProperty('host')
    expect(namesFromHandshake(handshake(), 'direct', null)).toMatchObject({ 'backend-ip': '10.0.1.5' })
  })

  it('fills neither machine while the leg is unknown', () => {
    const names = namesFromHandshake(handshake(), 'unknown', null)
    for (const name of ['host', 'backend-ip', 'gateway-host', 'gateway-ip'])
      expect(names).not.toHaveProperty(name)
  })

  it('never takes over a value that could not stand in a command', () => {
    const names = namesFromHandshake(handshake({ sni: 'a"; rm -rf ~; "' }), 'direct', '$(id).pcap')
    expect(names).not.toHaveProperty('sni')
    expect(names).not.toHaveProperty('host')
    expect(names).not.toHaveProperty('capture')
  })
})

describe('a command on screen', () => {
  it('is filled in as far as known and names what is open', () => {
    const names = namesFromHandshake(handshake(), 'client-gateway', null)
    const { filled, applies } = showCommand(COMMAND, { leg: 'client-gateway', sku: 'v2' }, names)
    expect(applies).toBe('yes')
    expect(filled.text).toContain('-connect "10.0.1.5:443" -servername "apim.contoso.internal"')
    expect(filled.open).toEqual(['rg'])
  })

  it('says for which place it is', () => {
    expect(conditionText(COMMAND)).toBe('only for Application Gateway v2, leg client-gateway')
    expect(conditionText({ ...COMMAND, skus: [], legs: [] })).toBeNull()
  })
})

describe('a chip of evidence', () => {
  const document = handshake({ messages: messages('C ClientHello', 'S CertificateRequest') })

  it('reads packet, field and value', () => {
    const evidence = {
      message: 1,
      frame: 2,
      field: 'certificate_authorities[0]',
      bytes: [4, 9] as [number, number],
      value: 'CN=A',
    }
    expect(evidenceText(evidence)).toEqual({ place: 'packet 2', said: 'certificate_authorities[0] = CN=A' })
    expect(evidenceAside(evidence, document)).toEqual({
      between: ', CertificateRequest, ',
      after: ', bytes 4 to 8',
    })
  })

  it('names file and pointer of a configuration', () => {
    expect(evidenceText({ file: 'gateway.json', pointer: '/sku/name' })).toEqual({
      place: 'gateway.json',
      said: '/sku/name',
    })
  })
})
