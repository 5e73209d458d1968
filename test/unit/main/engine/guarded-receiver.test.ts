import { describe, expect, it } from 'vitest'
import { GuardedReceiver } from '../../../../src/main/engine/guarded-receiver.ts'
import { type ConnectionSummary, NOBODY } from '../../../../src/main/engine/record-receiver.ts'
import type { TlsRecord } from '../../../../src/shared/tls/record/events.ts'

const SUMMARY = { tcpStream: 9 } as ConnectionSummary
const RECORD = { contentType: 22, length: 1 } as TlsRecord
const broken = (): never => {
  throw new Error('broken')
}

/** What a receiver hears of a connection, and what is told of it, where one of its methods throws. */
function heard(method: Exclude<keyof typeof NOBODY, 'copiesPayloads' | 'held'> | null) {
  const told: string[] = []
  const defects: unknown[] = []
  const listening = {
    ...NOBODY,
    transport: () => told.push('transport'),
    plainHttp: () => told.push('plainHttp'),
    record: () => told.push('record'),
    applicationData: () => told.push('applicationData'),
    wantsApplicationData: () => told.push('wantsApplicationData') > 0,
    lost: () => told.push('lost'),
    malformed: () => told.push('malformed'),
    finish: () => told.push('finish'),
  }
  const receiver = new GuardedReceiver(
    method === null ? listening : { ...listening, [method]: broken },
    (tcpStream, error) => defects.push([tcpStream, error]),
  )
  receiver.transport('client', 'SYN', 0, 1, 0, null)
  receiver.plainHttp('client', 'Request', 'GET / HTTP/1.1', 2, 0, 14)
  receiver.record('client', RECORD)
  const wanted = receiver.wantsApplicationData('client', 5)
  receiver.applicationData('client', RECORD)
  receiver.lost('client')
  receiver.malformed('client', { offset: 0, expected: '', found: '', frame: 3, atMicros: 0 })
  receiver.finish(SUMMARY)
  return { told, wanted, defects }
}

const ALL = [
  'transport',
  'plainHttp',
  'record',
  'wantsApplicationData',
  'applicationData',
  'lost',
  'malformed',
  'finish',
] as const

describe('a guarded receiver', () => {
  it('hands everything on where nothing is thrown', () => {
    expect(heard(null)).toEqual({ told: ALL, wanted: true, defects: [] })
  })

  it.each(ALL)(
    'hands nothing on any more once %s threw, and tells so when the connection is over',
    (method) => {
      const at = ALL.indexOf(method)
      expect(heard(method)).toEqual({
        told: ALL.slice(0, at),
        wanted: at > ALL.indexOf('wantsApplicationData'),
        defects: [[9, new Error('broken')]],
      })
    },
  )

  it('holds nothing once something threw', () => {
    const receiver = new GuardedReceiver({ ...NOBODY, held: 4711, record: broken }, () => {})
    expect(receiver.held).toBe(4711)
    receiver.record('client', RECORD)
    expect(receiver.held).toBe(0)
  })

  it('does nothing else to whom it hands on once something threw', () => {
    const defects: number[] = []
    const receiver = new GuardedReceiver(NOBODY, (tcpStream) => defects.push(tcpStream))
    receiver.attempt(broken)
    let attempted = false
    receiver.attempt(() => {
      attempted = true
    })
    expect(attempted).toBe(false)
    expect(defects).toEqual([])
    receiver.finish(SUMMARY)
    expect(defects).toEqual([9])
  })
})
