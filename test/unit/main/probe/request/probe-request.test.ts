import { describe, expect, it } from 'vitest'
import type { ClientCredential } from '../../../../../src/main/probe/credential.ts'
import {
  type NamedOptions,
  probeRequest,
  RequestError,
  STATUS_PATH,
} from '../../../../../src/main/probe/request/index.ts'
import { EVERYTHING, EXTENSION } from '../../../../../src/main/probe/tls-client/index.ts'

const build = (options: Partial<NamedOptions> = {}, credential: ClientCredential | null = null) =>
  probeRequest({ target: 'contoso.com', ...options }, credential)

const CREDENTIAL: ClientCredential = {
  chain: [new Uint8Array(1)],
  schemes: [0x0804],
  sign: () => new Uint8Array(0),
}

describe('a probe without options', () => {
  it('offers everything, names the host and asks for the health page', () => {
    const { request, ...rest } = build()
    expect(rest).toEqual({ profile: null, differences: [], notes: [], host: 'contoso.com' })
    expect(request).toMatchObject({
      host: 'contoso.com',
      port: 443,
      connect: null,
      family: null,
      proxy: null,
      credential: null,
      sendChain: 'full',
      http: { method: 'GET', path: STATUS_PATH, headers: [] },
    })
    expect(request.hello).toEqual({ ...EVERYTHING, serverName: 'contoso.com' })
  })

  it('names no address', () => {
    expect(build({ target: '10.0.1.5' }).request.hello.serverName).toBeNull()
    expect(build({ target: '[fd00::1]:444' }).request.hello.serverName).toBeNull()
  })

  it('takes the path of a URL, unless told otherwise', () => {
    const target = 'https://contoso.com/orders?x=1'
    expect(build({ target }).request.http?.path).toBe('/orders?x=1')
    expect(build({ target, http: '/other' }).request.http?.path).toBe('/other')
  })
})

describe('server_name', () => {
  it('is what is asked for, an address too, or nothing', () => {
    expect(build({ sni: 'other.com' }).request.hello.serverName).toBe('other.com')
    expect(build({ sni: '10.0.0.1' }).request.hello.serverName).toBe('10.0.0.1')
    expect(build({ sni: '[fd00::1]' }).request.hello.serverName).toBe('fd00::1')
    expect(build({ sni: false }).request.hello.serverName).toBeNull()
  })

  it('stays the host where an address to connect to is pinned', () => {
    const { request } = build({ connect: '10.0.1.5' })
    expect(request.connect).toEqual({ address: '10.0.1.5', port: 443 })
    expect(request.hello.serverName).toBe('contoso.com')
    expect(build({ target: 'contoso.com:8443', connect: '[fd00::1]' }).request.connect?.port).toBe(8443)
    expect(build({ connect: '[fd00::1]:444' }).request.connect).toEqual({ address: 'fd00::1', port: 444 })
  })
})

describe('the name that a certificate should be for', () => {
  it('is the server_name asked for, else the host, and no address', () => {
    expect(build({ connect: '10.0.1.5' }).host).toBe('contoso.com')
    expect(build({ sni: 'other.com' }).host).toBe('other.com')
    expect(build({ sni: false }).host).toBe('contoso.com')
    expect(build({ target: '10.0.1.5' }).host).toBeNull()
    expect(build({ target: '10.0.1.5', sni: 'other.com' }).host).toBe('other.com')
  })
})

describe('post-handshake authentication', () => {
  const offers = (options: Partial<NamedOptions>, credential: ClientCredential | null = null): boolean =>
    build(options, credential).request.hello.extensions.includes(EXTENSION.postHandshakeAuth)

  it('is offered where a certificate could be given or is expected to be asked for', () => {
    expect(offers({})).toBe(false)
    expect(offers({}, CREDENTIAL)).toBe(true)
    expect(offers({ expectMtls: true })).toBe(true)
  })

  it('is never added to a profile', () => {
    expect(offers({ profile: 'java-17' }, CREDENTIAL)).toBe(false)
  })

  it('is not offered without TLS 1.3', () => {
    expect(offers({ tls: '1.2' }, CREDENTIAL)).toBe(false)
  })
})

describe('a profile', () => {
  it('brings its hello, and its habit with certificates', () => {
    const { request, profile } = build({ profile: 'minimal-tls12' }, CREDENTIAL)
    expect(profile?.id).toBe('minimal-tls12')
    expect(request.hello.versions).toEqual([0x0303])
    expect(typeof request.credential).toBe('function')
  })

  it('says that the gateway gives no certificate', () => {
    const { notes } = build({ profile: 'appgw-v2-backend' }, CREDENTIAL)
    expect(notes.join(' ')).toContain('has no client certificate to give, so none will be sent')
  })

  it('takes a server_name and protocols that it would not send itself', () => {
    const { request } = build({ profile: 'minimal-tls12', alpn: 'h2, http/1.1', sni: '10.0.0.1' })
    expect(request.hello).toMatchObject({ alpn: ['h2', 'http/1.1'], serverName: '10.0.0.1' })
    expect(request.hello.extensions).toContain(EXTENSION.alpn)
    expect(build({ profile: 'curl', alpn: '' }).request.hello.alpn).toEqual([])
  })

  it('that never offers a version of the range says so', () => {
    expect(build({ profile: 'minimal-tls12', tls: '1.2-1.3' }).notes.join(' ')).toContain(
      'never offers TLS 1.3',
    )
    expect(build({ profile: 'curl', tls: '1.2' }).differences.join(' ')).toContain('those asked for')
    expect(() => build({ profile: 'minimal-tls12', tls: '1.3' })).toThrow('nothing is left of it')
  })
})

describe('the request', () => {
  it('has the method, the path and the headers in their order', () => {
    const { request } = build({ http: '/a', method: 'POST', headers: ['X-A: 1', 'Host:b', 'X-A:'] })
    expect(request.http).toEqual({
      method: 'POST',
      path: '/a',
      headers: [
        ['X-A', '1'],
        ['Host', 'b'],
        ['X-A', ''],
      ],
    })
  })

  it('may be left out', () => {
    expect(build({ http: false }).request.http).toBeNull()
    expect(() => build({ http: false, method: 'POST' })).toThrow('belongs to the HTTP request')
  })

  it('keeps what a header says out of the sentence', () => {
    expect(() => build({ headers: ['Authorization: Bearer sécret\u{1f511}'] })).toThrow(
      'Authorization: its value holds characters that no header can carry',
    )
  })
})

describe('times', () => {
  it('are seconds', () => {
    expect(build({ wait: '0.5', timeout: '3' }).request).toMatchObject({ quietMs: 500, timeoutMs: 3000 })
  })
})

describe('what no probe can be made of', () => {
  it.each<[Partial<NamedOptions>, RequestError['field'], string]>([
    [{ target: 'a b' }, 'target', 'is no host'],
    [{ connect: 'contoso.com' }, 'connect', 'is no IP address; expected IP[:PORT]'],
    [{ connect: '10.0.0.1:x' }, 'connect', '"x" is no port'],
    [{ family: 6, target: '10.0.0.1' }, 'family', '10.0.0.1 is no IPv6 address'],
    [{ family: 4, connect: 'fd00::1' }, 'family', 'fd00::1 is no IPv4 address'],
    [{ proxy: 'proxy' }, 'proxy', 'has no port; expected HOST:PORT'],
    [{ proxy: 'https://proxy:443' }, 'proxy', 'is not supported'],
    [{ proxy: 'http://u:p@proxy:80' }, 'proxy', 'has a user or password in it'],
    [{ sni: '' }, 'sni', 'is no host'],
    [{ sni: 'a b' }, 'sni', 'is no host'],
    [{ alpn: 'h2,,http/1.1' }, 'alpn', 'is no list of protocols'],
    [{ profile: 'netscape' }, 'profile', 'is no profile; there are appgw-v2-backend, '],
    [{ tls: '1.4' }, 'tls', 'is no TLS version'],
    [{ sendChain: 'root' }, 'sendChain', 'is neither "leaf" nor "full"'],
    [{ http: 'status' }, 'http', 'is no path; expected one that begins with /'],
    [{ http: '/a b' }, 'http', 'expected them percent-encoded'],
    [{ http: '/a#b' }, 'http', 'has a fragment'],
    [{ method: 'GET /' }, 'method', 'is no HTTP method'],
    [{ method: 'CONNECT' }, 'method', 'is for proxies'],
    [{ headers: ['no colon'] }, 'headers', 'expected NAME:VALUE'],
    [{ headers: ['X: a\r\nY: b'] }, 'headers', 'X: its value holds characters'],
    [{ headers: ['Content-Length: 5'] }, 'headers', 'announces a body'],
    [{ wait: '-1' }, 'wait', 'is no number of seconds'],
    [{ timeout: '0' }, 'timeout', 'is out of range'],
    [{ timeout: '1e9' }, 'timeout', 'is no number of seconds'],
  ])('%j', (options, field, sentence) => {
    const act = () => build(options)
    expect(act).toThrow(sentence)
    expect(act).toThrow(expect.objectContaining({ field }))
    expect(act).toThrow(RequestError)
  })

  it('a proxy given as a URL is taken apart', () => {
    expect(build({ proxy: 'http://proxy.corp:3128/' }).request.proxy).toEqual({
      host: 'proxy.corp',
      port: 3128,
    })
  })
})
