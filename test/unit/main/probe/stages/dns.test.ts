import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'
import type { ProbeRequest } from '../../../../../src/main/probe/probe.ts'
import { resolveStage } from '../../../../../src/main/probe/stages/dns.ts'
import { hostsEntries } from '../../../../../src/main/probe/stages/hosts-file.ts'
import {
  type DnsQueries,
  remembering,
  type Surroundings,
} from '../../../../../src/main/probe/stages/surroundings.ts'
import { askedOf } from '../support/loopback.ts'

const folder = mkdtempSync(join(tmpdir(), 'hosts-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function hostsFile(text: string): string {
  const path = join(folder, `hosts-${Math.random()}`)
  writeFileSync(path, text)
  return path
}

const NO_HOSTS = join(folder, 'none')
const HOST = 'apim.contoso.com'

type Answers = Readonly<Record<string, readonly string[] | string | Promise<readonly string[]>>>

/** An answer, an error by its code, or (a promise) none. */
async function given(answers: Answers, key: string): Promise<readonly string[]> {
  const answer = answers[key] ?? 'ENODATA'
  if (typeof answer === 'string') throw Object.assign(new Error(answer), { code: answer })
  return await answer
}

interface Machine {
  readonly system?: Answers
  readonly dns?: Answers
  readonly hosts?: string
}

function machine({ system = {}, dns = {}, hosts = NO_HOSTS }: Machine): Surroundings & { asked: string[] } {
  const asked: string[] = []
  return {
    asked,
    lookup: (name) => {
      asked.push(`lookup ${name}`)
      return given(system, name)
    },
    resolverServers: () => ['10.0.0.53'],
    resolver: () => {
      let cancel = (): void => {}
      const cancelled = new Promise<never>((_, reject) => {
        cancel = () => reject(Object.assign(new Error('cancelled'), { code: 'ECANCELLED' }))
      })
      cancelled.catch(() => {})
      const query = (type: string) => (name: string) => {
        asked.push(`${type} ${name}`)
        return Promise.race([given(dns, `${type} ${name}`), cancelled])
      }
      return {
        resolve4: query('A'),
        resolve6: query('AAAA'),
        resolveCname: query('CNAME'),
        cancel,
      } satisfies DnsQueries
    },
    hostsFile: hosts,
    connect: () => {
      throw new Error('nothing connects here')
    },
  }
}

const asked = (more: Partial<ProbeRequest> = {}): ProbeRequest => askedOf({ host: HOST, port: 443, ...more })
const silence = new Promise<never>(() => {})

describe('a name', () => {
  it('is every address the system gives, in its order, with the space of each', async () => {
    const around = machine({ system: { [HOST]: ['2603:1030::5', '10.1.2.3', '10.1.2.3'] } })
    const { names, addresses, told } = await resolveStage(around, asked(), undefined)
    expect(addresses).toEqual(['2603:1030::5', '10.1.2.3'])
    expect(names).toMatchObject({
      name: HOST,
      servers: ['10.0.0.53'],
      hostsEntries: [],
      addresses: [
        { address: '2603:1030::5', family: 6, space: 'public' },
        { address: '10.1.2.3', family: 4, space: 'private' },
      ],
      aliases: [],
      dnsAddresses: [],
      error: null,
    })
    expect(told).toEqual({ result: 'done', summary: `${HOST} is 2603:1030::5 (public), 10.1.2.3 (private).` })
  })

  it('is followed through its CNAMEs, as of a private endpoint', async () => {
    const dns = {
      [`CNAME ${HOST}`]: ['apim.privatelink.azure-api.net'],
      'CNAME apim.privatelink.azure-api.net': ['gw.azure-api.net'],
      [`A ${HOST}`]: ['20.1.2.3'],
      [`AAAA ${HOST}`]: ['2603::1'],
    }
    const around = machine({ system: { [HOST]: ['20.1.2.3'] }, dns })
    const { names, told } = await resolveStage(around, asked(), undefined)
    expect(names?.aliases).toEqual(['apim.privatelink.azure-api.net', 'gw.azure-api.net'])
    expect(names?.dnsAddresses).toMatchObject([{ address: '20.1.2.3' }, { address: '2603::1' }])
    expect(told.summary).toBe(`${HOST} is 20.1.2.3 (public), by way of gw.azure-api.net.`)
  })

  it.each([
    ['itself', { [`CNAME ${HOST}`]: [HOST] }, 1],
    ['one another', { [`CNAME ${HOST}`]: ['b'], 'CNAME b': [HOST] }, 2],
  ])('whose CNAMEs lead to %s ends', async (_what, dns, length) => {
    const { names } = await resolveStage(
      machine({ dns, system: { [HOST]: 'ENOTFOUND' } }),
      asked(),
      undefined,
    )
    expect(names?.aliases).toHaveLength(length)
  })

  it('whose CNAMEs go on for ever ends', async () => {
    const around = machine({ system: { [HOST]: ['10.0.0.1'] } })
    let count = 0
    const endless = {
      ...around,
      resolver: () => ({ ...around.resolver(1), resolveCname: async () => [`n${count++}`] }),
    }
    const { names } = await resolveStage(endless, asked(), undefined)
    expect(names?.aliases).toHaveLength(16)
  })

  it('in the hosts file is told with its line, whatever DNS says', async () => {
    const hosts = hostsFile(
      `127.0.0.1 localhost\r\n# 10.9.9.9 ${HOST}\r\n10.0.0.7\tother APIM.Contoso.com. # mine\r\n`,
    )
    const around = machine({ system: { [HOST]: ['10.0.0.7'] }, dns: { [`A ${HOST}`]: ['20.1.2.3'] }, hosts })
    const { names, told } = await resolveStage(around, asked(), undefined)
    expect(names?.hostsEntries).toEqual([{ file: hosts, line: 3, address: '10.0.0.7' }])
    expect(names?.dnsAddresses).toMatchObject([{ address: '20.1.2.3', space: 'public' }])
    expect(told.summary).toBe(`${HOST} is 10.0.0.7 (private), by line 3 of ${hosts}.`)
  })

  it('in a hosts file of a hundred thousand lines is found quickly', async () => {
    const many = Array.from({ length: 100_000 }, (_, at) => `0.0.0.0 ad${at}.example`).join('\n')
    const started = performance.now()
    expect(await hostsEntries(hostsFile(`\uFEFF${many}\n::1 ${HOST}`), HOST)).toMatchObject([
      { line: 100_001 },
    ])
    expect(performance.now() - started).toBeLessThan(2000)
  })

  it('beyond ASCII is asked for as an A-label', async () => {
    const around = machine({ system: { 'xn--bcher-kva.contoso.com': ['10.0.0.1'] } })
    const { names, told } = await resolveStage(around, asked({ host: 'Bücher.contoso.com' }), undefined)
    expect(names?.name).toBe('xn--bcher-kva.contoso.com')
    expect(told.result).toBe('done')
  })

  it.each([
    'a b',
    'a\r\nX: y',
    '',
    'a..b',
    `${'x'.repeat(64)}.com`,
    `${'x.'.repeat(130)}com`,
    '..',
    'a/b',
    'user@host',
    '[::1]',
  ])('that is none is not asked for: %j', async (host) => {
    const around = machine({})
    const { told, names, addresses } = await resolveStage(around, asked({ host }), undefined)
    expect(around.asked).toEqual([])
    expect(addresses).toEqual([])
    expect(names?.error).toBe('EBADNAME')
    expect(told).toMatchObject({ result: 'failed', summary: expect.stringMatching(/ is no host name\.$/) })
    expect(told.summary).not.toContain('\n')
  })

  it('that nobody knows is told by the system’s name of the error', async () => {
    const { names, told } = await resolveStage(
      machine({ system: { [HOST]: 'ENOTFOUND' } }),
      asked(),
      undefined,
    )
    expect(names).toMatchObject({ error: 'ENOTFOUND', addresses: [] })
    expect(told).toEqual({
      result: 'failed',
      summary: `${HOST} does not resolve: there is no such name (ENOTFOUND).`,
    })
  })

  it('that DNS knows and the system does not is worth a word', async () => {
    const around = machine({ system: { [HOST]: 'EAI_AGAIN' }, dns: { [`A ${HOST}`]: ['10.0.0.5'] } })
    const { told } = await resolveStage(around, asked(), undefined)
    expect(told.summary).toBe(
      `${HOST} does not resolve: the system’s resolver gets no answer (EAI_AGAIN), although DNS itself says 10.0.0.5 (private).`,
    )
  })

  it('that DNS knows a little later than the system fails is worth a word too', async () => {
    const late = new Promise<readonly string[]>((resolve) => setTimeout(() => resolve(['10.0.0.5']), 100))
    const around = machine({ system: { [HOST]: 'ENOTFOUND' }, dns: { [`A ${HOST}`]: late } })
    const { names } = await resolveStage(around, asked(), undefined)
    expect(names?.dnsAddresses).toMatchObject([{ address: '10.0.0.5' }])
  })

  it('that is not answered ends in time', async () => {
    const around = machine({ system: { [HOST]: silence } })
    const started = performance.now()
    const { names, told } = await resolveStage(around, asked({ timeoutMs: 200 }), undefined)
    expect(performance.now() - started).toBeLessThan(5000)
    expect(names?.error).toBe('ETIMEOUT')
    expect(told.summary).toBe(`${HOST} does not resolve: no answer within 200 ms.`)
  })

  it('is not held up by a DNS server that does not answer', async () => {
    const dns = { [`A ${HOST}`]: silence, [`AAAA ${HOST}`]: ['2603::1'], [`CNAME ${HOST}`]: silence }
    const around = machine({ system: { [HOST]: ['10.0.0.1'] }, dns })
    const started = performance.now()
    const { names, told } = await resolveStage(around, asked({ timeoutMs: 10_000 }), undefined)
    expect(performance.now() - started).toBeLessThan(5000)
    expect(told.result).toBe('done')
    expect(names).toMatchObject({ aliases: null, dnsAddresses: [{ address: '2603::1' }] })
  })

  it('is not asked of DNS where it never leaves the machine', async () => {
    const around = machine({ system: { localhost: ['127.0.0.1'] } })
    const { names } = await resolveStage(around, asked({ host: 'localhost' }), undefined)
    expect(around.asked).toEqual(['lookup localhost'])
    expect(names).toMatchObject({ aliases: null, dnsAddresses: null })
  })

  it('is cancelled at once', async () => {
    const abort = new AbortController()
    const around = machine({ system: { [HOST]: silence }, dns: { [`A ${HOST}`]: silence } })
    setTimeout(() => abort.abort(), 50)
    const started = performance.now()
    const { told, addresses } = await resolveStage(around, asked({ timeoutMs: 10_000 }), abort.signal)
    expect(performance.now() - started).toBeLessThan(5000)
    expect(told).toEqual({ result: 'failed', summary: 'Stopped on request.' })
    expect(addresses).toEqual([])
  })
})

describe('what is remembered', () => {
  it('is not asked again, whatever the answer was', async () => {
    const dns = { [`A ${HOST}`]: ['20.1.2.3'], [`AAAA ${HOST}`]: 'ENODATA', [`CNAME ${HOST}`]: 'ESERVFAIL' }
    const around = machine({ system: { [HOST]: ['10.0.0.1'] }, dns })
    const memory = remembering(around)
    const first = await resolveStage(memory, asked(), undefined)
    const second = await resolveStage(memory, asked(), undefined)
    expect(second).toEqual(first)
    expect(first.names).toMatchObject({ aliases: null, dnsAddresses: [{ address: '20.1.2.3' }] })
    expect(around.asked.toSorted()).toEqual([`A ${HOST}`, `AAAA ${HOST}`, `CNAME ${HOST}`, `lookup ${HOST}`])
  })

  it('of a DNS server that did not answer is waited for once', async () => {
    const dns = { [`A ${HOST}`]: silence, [`AAAA ${HOST}`]: silence, [`CNAME ${HOST}`]: silence }
    const memory = remembering(machine({ system: { [HOST]: ['10.0.0.1'] }, dns }))
    await resolveStage(memory, asked(), undefined)
    // From here on no time passes: whoever waits for it never ends.
    vi.useFakeTimers({ toFake: ['setTimeout'] })
    const { names } = await resolveStage(memory, asked(), undefined).finally(() => vi.useRealTimers())
    expect(names).toMatchObject({ aliases: null, dnsAddresses: null, addresses: [{ address: '10.0.0.1' }] })
  })
})

describe('a family', () => {
  const system = { [HOST]: ['2603::5', '10.1.2.3'] }

  it.each([
    [4, ['10.1.2.3']],
    [6, ['2603::5']],
  ] as const)('of IPv%d leaves only its addresses, though all are told', async (family, wanted) => {
    const { addresses, names } = await resolveStage(machine({ system }), asked({ family }), undefined)
    expect(addresses).toEqual(wanted)
    expect(names?.addresses).toHaveLength(2)
  })

  it('that a name lacks is a failure of its own', async () => {
    const around = machine({ system: { [HOST]: ['10.1.2.3'] } })
    const { told } = await resolveStage(around, asked({ family: 6 }), undefined)
    expect(told).toEqual({
      result: 'failed',
      summary: `${HOST} has no IPv6 address, only 10.1.2.3 (private).`,
    })
  })

  it('that an address is not of is one too', async () => {
    const { told } = await resolveStage(machine({}), asked({ host: '::1', family: 4 }), undefined)
    expect(told).toEqual({ result: 'failed', summary: '::1 is no IPv4 address.' })
  })
})

describe('an address', () => {
  it.each(['10.0.0.5', '2001:db8::5', 'fe80::1%lo'])('needs no DNS: %s', async (host) => {
    const around = machine({})
    const { names, addresses, told } = await resolveStage(around, asked({ host }), undefined)
    expect({ names, addresses, asked: around.asked }).toEqual({ names: null, addresses: [host], asked: [] })
    expect(told.result).toBe('skipped')
  })
})

describe('a pinned address', () => {
  const connect = { address: '10.7.7.7', port: 8443 }

  it('is connected to, and what the name is here is told all the same', async () => {
    const around = machine({ system: { [HOST]: ['20.1.2.3'] } })
    const { names, addresses, port, told } = await resolveStage(around, asked({ connect }), undefined)
    expect({ addresses, port }).toEqual({ addresses: ['10.7.7.7'], port: 8443 })
    expect(names?.addresses).toMatchObject([{ address: '20.1.2.3', space: 'public' }])
    expect(told).toEqual({
      result: 'done',
      summary: `${HOST} is 20.1.2.3 (public); 10.7.7.7:8443 was given instead.`,
    })
  })

  it('does without the name', async () => {
    const around = machine({ system: { [HOST]: 'ENOTFOUND' } })
    const { addresses, told } = await resolveStage(around, asked({ connect }), undefined)
    expect(addresses).toEqual(['10.7.7.7'])
    expect(told).toEqual({
      result: 'skipped',
      summary: `${HOST} does not resolve: there is no such name (ENOTFOUND); 10.7.7.7:8443 was given instead.`,
    })
  })

  it('does not wait for a name that nobody answers for', async () => {
    const around = machine({ system: { [HOST]: silence } })
    const started = performance.now()
    const { addresses } = await resolveStage(around, asked({ connect, timeoutMs: 10_000 }), undefined)
    expect(performance.now() - started).toBeLessThan(7000)
    expect(addresses).toEqual(['10.7.7.7'])
  })
})

describe('what would be a line of its own in a request', () => {
  const host = 'apim.contoso.com\r\nX-Evil: 1'

  it.each([
    ['with a pinned address', { host, connect: { address: '10.7.7.7', port: 443 } }],
    ['with a proxy', { host, proxy: { host: '10.2.2.2', port: 3128 } }],
    ['as the pinned address', { connect: { address: '10.7.7.7\r\nX-Evil: 1', port: 443 } }],
    ['as the proxy', { proxy: { host, port: 3128 } }],
  ])('is refused %s', async (_where, more) => {
    const { told, addresses } = await resolveStage(machine({}), asked(more), undefined)
    expect(addresses).toEqual([])
    expect(told.result).toBe('failed')
    expect(told.summary).not.toMatch(/[\r\n]/)
  })
})

describe('a proxy', () => {
  const proxy = { host: 'proxy.contoso.com', port: 3128 }

  it('is looked up instead of the name', async () => {
    const around = machine({ system: { 'proxy.contoso.com': ['10.2.2.2'] } })
    const { names, addresses, port, told } = await resolveStage(around, asked({ proxy }), undefined)
    expect(around.asked).toEqual(['lookup proxy.contoso.com'])
    expect({ names, addresses, port }).toEqual({ names: null, addresses: ['10.2.2.2'], port: 3128 })
    expect(told).toEqual({
      result: 'skipped',
      summary: `${HOST} is resolved by the proxy proxy.contoso.com:3128 (10.2.2.2 (private)), not here.`,
    })
  })

  it('that does not resolve is the one to blame', async () => {
    const around = machine({ system: { 'proxy.contoso.com': 'ENOTFOUND' } })
    const { told } = await resolveStage(around, asked({ proxy }), undefined)
    expect(told).toEqual({
      result: 'failed',
      summary: 'The proxy proxy.contoso.com does not resolve: there is no such name (ENOTFOUND).',
    })
  })
})
