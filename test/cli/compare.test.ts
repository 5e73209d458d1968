import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ConversationRecord, synthesiseCapture } from '../../src/main/capture-file/synthesise.ts'
import { LabCertificates } from '../../src/main/lab/certificates/lab-certificates.ts'
import { chainPem, keyPem } from '../../src/main/lab/certificates/profile.ts'
import { recordLab, runScenario } from '../../src/main/lab/index.ts'
import { type CompareDocument, compareSchema } from '../../src/shared/contract/compare.ts'
import { answeringServer, recordHandshake } from '../support/decrypt/loopback.ts'
import { brokenCapture, temporaryFolder, workingCapture } from './support/captures.ts'
import { tlscope } from './support/run.ts'

const folder = temporaryFolder()
/** Keys are dear to make; one set serves both tests that need some. */
const lab = new LabCertificates()
const SERVED = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'
/** Several runs of the command line, and keys made before them. */
const MANY_RUNS_MILLIS = 120_000
afterAll(() => folder.remove())

let works = ''
let broken = ''
let without = ''
beforeAll(async () => {
  works = folder.file('works.pcapng', await workingCapture())
  broken = folder.file('broken.pcapng', await brokenCapture())
  const { pcapng } = await runScenario('client-certificate-required-tls12')
  without = folder.file('without.pcapng', pcapng)
}, MANY_RUNS_MILLIS)

async function compared(...args: string[]): Promise<{ status: number | null; document: CompareDocument }> {
  const { status, stdout, stderr } = await tlscope(['compare', ...args, '--json'])
  expect(stderr).toBe('')
  return { status, document: compareSchema.parse(JSON.parse(stdout)) }
}

describe('tlscope compare', () => {
  it('says where two handshakes part, first of all, and ends with 1', async () => {
    const { status, stdout, stderr } = await tlscope(['compare', works, without])
    expect(stderr).toBe('')
    expect(status).toBe(1)
    expect(stdout.replace(/\s+/g, ' ')).toMatch(
      /^A and B part at message 9: in A the client sends its certificate \(CN=device-17,O=Contoso,C=NO\), in B an empty one; the CertificateRequest before it is the same in both/,
    )
  })

  it('shows both ladders side by side in 80 columns', async () => {
    const { stdout } = await tlscope(['compare', works, without])
    const lines = stdout.split('\n')
    // Paths of files are as long as they are.
    const wide = lines.filter((line) => line.length > 80 && !line.includes('.pcapng'))
    expect(wide).toEqual([])
    expect(lines.find((line) => line.startsWith('*'))).toMatch(
      /^\* +9 ──▶ Certificate CN=.* ! Certificate empty/,
    )
    expect(lines.some((line) => / 11 ──▶ CertificateVerify .* <$/.test(line))).toBe(true)
    expect(stdout).toContain('What differs')
    expect(stdout).toContain('New in every handshake')
  })

  it('finds nothing between a handshake and itself, and ends with 0', async () => {
    const { status, document } = await compared(works, works)
    expect(status).toBe(0)
    expect(document).toMatchObject({ differ: false, firstDivergence: null, differences: [], findings: [] })
    expect(document.verdict).toContain('A and B say the same')
  })

  it('ends with 1 where both broke alike, as every command does where something broke', async () => {
    const { status, document } = await compared(broken, broken)
    expect(document.differ).toBe(false)
    expect(status).toBe(1)
  })

  it('lists every differing field with the bytes that say it', async () => {
    const { status, document } = await compared(works, broken)
    expect(status).toBe(1)
    const subject = document.differences.find(({ field }) => field === 'certificate_list[0].subject')
    expect(subject?.a?.value).toContain('O=Contoso')
    expect(subject?.b?.value).toContain('O=Fabrikam')
    expect(subject?.a?.bytes?.[0]).toBeGreaterThan(0)
    expect(document.expected.map(({ field }) => field)).toContain('random')
    expect(document.b.break?.stage).toBe('client-certificate')
  })

  it('takes the handshake that is named, and says where it had to choose', async () => {
    const { pcapng } = await recordLab()
    const all = folder.file('lab.pcapng', pcapng)
    const named = await compared(`${all}#h1`, works)
    expect(named.document.a).toMatchObject({ handshake: 'h1', version: 'TLS 1.3', choice: { how: 'named' } })
    const chosen = await compared(all, works)
    expect(chosen.document.a).toMatchObject({ outcome: 'broken', choice: { how: 'chosen' } })
    expect(chosen.document.a.choice.others.length).toBeGreaterThan(5)
    const { stdout } = await tlscope(['compare', all, works])
    expect(stdout.replace(/\s+/g, ' ')).toMatch(
      /It could have been h0 .* and \d+ more; \S+lab\.pcapng#h0 names one/,
    )
  })

  it('prints where the bytes of one message differ', async () => {
    const { status, stdout } = await tlscope(['compare', works, broken, '--bytes', '3'])
    expect(status).toBe(1)
    expect(stdout).toMatch(/message 3, the client's ClientHello: \d+ bytes in A, \d+ in B/)
    // The random of a ClientHello (RFC 8446 4.1.2) begins at byte 6 of the message.
    expect(stdout).toMatch(/ {2}A \[6, /)
    const { document } = await compared(works, broken, '--bytes', '3')
    expect(document.bytes?.row).toBe(3)
    expect(document.bytes?.ranges[0]?.a[0]).toBe(6)
  })

  it('refuses what cannot be compared with one sentence and 2', async () => {
    const missing = await tlscope(['compare', works, 'missing.pcapng'])
    expect(missing).toMatchObject({ status: 2, stdout: '' })
    expect(missing.stderr).toContain('missing.pcapng: there is no such file')
    const unnamed = await tlscope(['compare', works, `${broken}#h9`])
    expect(unnamed).toMatchObject({ status: 2, stdout: '' })
    expect(unnamed.stderr).toContain('no handshake h9 in it; h0 is the only one')
    const alone = await tlscope(['compare', works, without, '--bytes', '11'])
    expect(alone).toMatchObject({ status: 2, stdout: '' })
    expect(alone.stderr).toContain('--bytes 11: that message stands in A alone')
    expect((await tlscope(['compare', works, broken, '--role', 'one,two'])).status).toBe(2)
    expect((await tlscope(['compare', '-', '-'])).stderr).toContain('can be read only once')
  })

  it('compares what stands before damage, and notes the damage', async () => {
    const bytes = await workingCapture()
    const damaged = folder.file(
      'damaged.pcapng',
      new Uint8Array([...bytes, ...new Uint8Array(64).fill(0xee)]),
    )
    const { document } = await compared(works, damaged)
    expect(document.rows.length).toBeGreaterThan(10)
    expect(document.notes.join(' ')).toMatch(/B: The block at byte \d+, after packet \d+, is damaged/)
  })

  it('reads one of the two from standard input', async () => {
    const { status, stdout } = await tlscope(['compare', '-', without], { stdin: await workingCapture() })
    expect(status).toBe(1)
    expect(stdout).toContain('A and B part at message 9')
  })
})

describe('tlscope compare on saved probes', () => {
  it(
    'names what the certificate changed',
    async () => {
      const [identity, client, ca] = [await lab.server(), await lab.client(), await lab.clientRoot()]
      const server = await answeringServer({
        cert: chainPem(identity),
        key: keyPem(identity.privateKey),
        ca: chainPem(ca),
        requestCert: true,
        rejectUnauthorized: true,
      })
      const address = server.address()
      const port = address === null || typeof address === 'string' ? 0 : address.port
      const cert = folder.file('client.pem', chainPem(client, await lab.clientIntermediate()))
      const key = folder.file('client.key', keyPem(client.privateKey))
      const probe = async (name: string, ...args: string[]): Promise<string> => {
        const saved = join(folder.path, name)
        const target = ['probe', `127.0.0.1:${port}`, '--with-secrets', '--save', saved]
        const { stderr } = await tlscope([...target, ...args])
        expect(stderr).toBe('')
        return saved
      }
      try {
        const sent = await probe('sent.pcapng', '--cert', cert, '--key', key)
        const empty = await probe('empty.pcapng')
        const { status, document } = await compared(sent, empty)
        expect(status).toBe(1)
        expect(document.verdict).toMatch(
          /in A the client sends its certificate \(CN=device-17,O=Contoso,C=NO\), in B an empty one; the CertificateRequest before it is the same in both/,
        )
        expect(document.b.break?.stage).toBe('client-certificate')
        expect((await compared(sent, sent)).document.differ).toBe(false)
      } finally {
        server.close()
      }
    },
    MANY_RUNS_MILLIS,
  )
})

describe('tlscope compare --role direct,gateway', () => {
  it(
    'shows from the pair that the certificate ends at the gateway',
    async () => {
      const client = await lab.client()
      const answering = (answer: string) => ({
        client: { cert: chainPem(client), key: keyPem(client.privateKey), maxVersion: 'TLSv1.3' as const },
        server: { requestCert: true, rejectUnauthorized: false },
        answer,
      })
      const direct = await recordHandshake(answering(SERVED))
      const gateway = await recordHandshake(answering('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n'))
      const keys = folder.file('both.keys', direct.keyLog + gateway.keyLog)
      const a = folder.file('direct.pcapng', synthesiseCapture([direct.record]))
      const b = folder.file('gateway.pcapng', synthesiseCapture([gateway.record]))
      const { status, document } = await compared(a, b, '--role', 'direct,gateway', '--keylog', keys)
      expect(status).toBe(1)
      expect(document.findings[0]).toMatchObject({
        id: 'client-certificate-not-forwarded',
        severity: 'error',
        fixes: ['forward-client-certificate'],
      })
      expect(document.a.role).toBe('direct')
      expect(document.verdict).toMatch(/^The client’s certificate ends at the gateway/)
      const turned = await compared(b, a, '--role', 'gateway,direct', '--keylog', keys)
      expect(turned.document.findings[0]?.id).toBe('client-certificate-not-forwarded')
      const blind = await compared(a, b, '--role', 'direct,gateway')
      expect(blind.document.findings).toEqual([])
      expect(blind.document.notes.join(' ')).toContain('client-certificate-not-forwarded is not shown')
    },
    MANY_RUNS_MILLIS,
  )
})

describe('tlscope compare on what was captured elsewhere, or at another time', () => {
  const DAY_MICROS = 24 * 3600 * 1e6

  /** The same bytes on another day, or from another machine. */
  function moved(
    record: ConversationRecord,
    { micros = 0, address = record.client.address }: { micros?: number; address?: string },
  ): Uint8Array {
    const exchanges = record.exchanges.map((one) => ({ ...one, atMicros: one.atMicros + micros }))
    return synthesiseCapture([{ ...record, client: { ...record.client, address }, exchanges }])
  }

  async function recorded(): Promise<ConversationRecord> {
    return (await recordHandshake({ answer: SERVED })).record
  }

  it(
    'finds nothing between yesterday and today where only the randoms are new',
    async () => {
      const yesterday = folder.file('yesterday.pcapng', moved(await recorded(), { micros: -DAY_MICROS }))
      const today = folder.file('today.pcapng', moved(await recorded(), {}))
      const { status, document } = await compared(yesterday, today)
      expect(document.verdict).toContain('A and B say the same')
      expect(document.expected.map(({ field }) => field)).toContain('random')
      expect(Date.parse(document.b.startedAt) - Date.parse(document.a.startedAt)).toBeGreaterThan(86_000_000)
      expect([status, document.differ]).toEqual([0, false])
    },
    MANY_RUNS_MILLIS,
  )

  it(
    'names what changed since yesterday',
    async () => {
      const { pcapng } = await runScenario('server-certificate-expired')
      const today = folder.file('expired.pcapng', pcapng)
      const { pcapng: before } = await runScenario('tls12-mutual-ok')
      const yesterday = folder.file('valid.pcapng', before)
      const { status, document } = await compared(yesterday, today)
      expect(status).toBe(1)
      expect(document.b.break?.stage).toBe('server-certificate')
      expect(`${document.firstDivergence?.sentence} ${document.breakDivergence?.sentence}`).toMatch(
        /A has one that is valid \(.*\), B has one that is expired \(/,
      )
    },
    MANY_RUNS_MILLIS,
  )

  it(
    'finds nothing between two jump boxes that fare alike',
    async () => {
      const one = folder.file('box-1.pcapng', moved(await recorded(), { address: '10.20.0.4' }))
      const other = folder.file('box-2.pcapng', moved(await recorded(), { address: '10.20.9.4' }))
      const { status, document } = await compared(one, other)
      expect([document.a.client?.address, document.b.client?.address]).toEqual(['10.20.0.4', '10.20.9.4'])
      expect([status, document.differ]).toEqual([0, false])
    },
    MANY_RUNS_MILLIS,
  )

  it(
    'tells the jump box whose connection is cut off on the way',
    async () => {
      const record = await recorded()
      // What the server said is on its way back, and a reset of somebody between comes instead.
      const answered = record.exchanges.findIndex(({ from, kind }) => from === 'server' && kind === 'data')
      const { atMicros } = record.exchanges[answered] ?? { atMicros: 0 }
      const exchanges = [
        ...record.exchanges.slice(0, answered),
        { atMicros, from: 'server', kind: 'rst' } as const,
      ]
      const whole = folder.file('box-whole.pcapng', synthesiseCapture([record]))
      const cut = folder.file('box-cut.pcapng', synthesiseCapture([{ ...record, exchanges }]))
      const { status, document } = await compared(whole, cut)
      expect(status).toBe(1)
      expect(document.b.break).toMatchObject({ stage: 'client-hello', how: 'rst' })
      expect(document.verdict).toMatch(
        /in A the server answers with its ServerHello \(.*\), in B the server resets the connection; what was said before is the same in both/,
      )
    },
    MANY_RUNS_MILLIS,
  )
})
