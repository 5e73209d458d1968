import { describe, expect, it } from 'vitest'
import { readCertificate } from '../../../../src/shared/x509/certificate.ts'
import { certificateOf, der } from './der-builder.ts'

const UTC_TIME = 0x17
const GENERALIZED = 0x18

function read(tag: number, text: string) {
  const { body, problems } = readCertificate(certificateOf({ notAfter: der.string(tag, text) }))
  return { text: body.notAfter?.text ?? null, epoch: body.notAfter?.epochMillis, problems: problems.length }
}

describe('readTime', () => {
  it.each([
    [UTC_TIME, '260102030405Z', '2026-01-02T03:04:05Z'],
    [UTC_TIME, '491231235959Z', '2049-12-31T23:59:59Z'],
    [UTC_TIME, '500101000000Z', '1950-01-01T00:00:00Z'],
    [UTC_TIME, '690720201740Z', '1969-07-20T20:17:40Z'],
    [GENERALIZED, '20500101000000Z', '2050-01-01T00:00:00Z'],
    [GENERALIZED, '99991231235959Z', '9999-12-31T23:59:59Z'],
    [GENERALIZED, '19000228235959Z', '1900-02-28T23:59:59Z'],
    [GENERALIZED, '20240229000000Z', '2024-02-29T00:00:00Z'],
    [GENERALIZED, '00010101000000Z', '0001-01-01T00:00:00Z'],
  ])('reads tag %i %s', (tag, text, expected) => {
    expect(read(tag, text)).toEqual({ text: expected, epoch: Date.parse(expected), problems: 0 })
  })

  it.each([
    [UTC_TIME, '2601020304Z', '2026-01-02T03:04:00Z'],
    [UTC_TIME, '260102030405+0130', '2026-01-02T01:34:05Z'],
    [UTC_TIME, '260101003000-0100', '2026-01-01T01:30:00Z'],
    [GENERALIZED, '20260102030405.5Z', '2026-01-02T03:04:05.500Z'],
    [GENERALIZED, '2026010203,5Z', '2026-01-02T03:30:00Z'],
    [GENERALIZED, '20260102030405', '2026-01-02T03:04:05Z'],
  ])('reads and notes what RFC 5280 forbids: tag %i %s', (tag, text, expected) => {
    expect(read(tag, text)).toEqual({ text: expected, epoch: Date.parse(expected), problems: 1 })
  })

  it.each([
    [UTC_TIME, '261302030405Z'],
    [UTC_TIME, '260230000000Z'],
    [UTC_TIME, '250229000000Z'],
    [UTC_TIME, '260102240000Z'],
    [GENERALIZED, '19000229000000Z'],
    [GENERALIZED, 'yesterday'],
    [UTC_TIME, ''],
    [0x0c, '260102030405Z'],
  ])('gives nothing for what is no time: tag %i %s', (tag, text) => {
    expect(read(tag, text)).toEqual({ text: null, epoch: undefined, problems: 1 })
  })
})
