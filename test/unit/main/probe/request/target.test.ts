import { describe, expect, it } from 'vitest'
import { parseTarget, RequestError } from '../../../../../src/main/probe/request/index.ts'

describe('parseTarget', () => {
  it.each([
    ['apim.contoso.com', 'apim.contoso.com', 443, null],
    ['apim.contoso.com:8443', 'apim.contoso.com', 8443, null],
    ['  apim.contoso.com ', 'apim.contoso.com', 443, null],
    ['apim.contoso.com.', 'apim.contoso.com', 443, null],
    ['bücher.example', 'xn--bcher-kva.example', 443, null],
    ['my_host', 'my_host', 443, null],
    ['10.0.1.5', '10.0.1.5', 443, null],
    ['10.0.1.5:444', '10.0.1.5', 444, null],
    ['fd00::1', 'fd00::1', 443, null],
    ['[fd00::1]', 'fd00::1', 443, null],
    ['[fd00::1]:444', 'fd00::1', 444, null],
    ['https://apim.contoso.com', 'apim.contoso.com', 443, null],
    ['https://apim.contoso.com/', 'apim.contoso.com', 443, '/'],
    ['https://apim.contoso.com:8443/orders?id=1#top', 'apim.contoso.com', 8443, '/orders?id=1'],
    ['HTTPS://[fd00::1]:444/a', 'fd00::1', 444, '/a'],
  ])('%s', (text, host, port, path) => {
    expect(parseTarget(text)).toEqual({ host, port, path })
  })

  it.each([
    ['', 'is empty'],
    ['contoso.com:0', '"0" is no port; expected a number from 1 to 65535'],
    ['contoso.com:65536', 'is no port'],
    ['contoso.com:https', 'is no port'],
    ['contoso.com:', 'is no port'],
    ['300.1.1.1', 'is neither a name nor an IPv4 address'],
    ['a b.com', 'is no host'],
    ['-', 'is no host'],
    [`${'a'.repeat(64)}.com`, 'is no host'],
    ['fe80::1%eth0', 'has a zone'],
    ['fd00::1::2', 'is no IPv6 address'],
    ['[contoso.com]:443', 'only an IPv6 address stands in brackets'],
    ['contoso.com/orders', 'a path needs https:// in front of the host'],
    ['http://contoso.com', 'a probe speaks TLS: expected HOST[:PORT] or https://…, not http://'],
    ['https://', 'is no URL'],
  ])('%s is refused in one sentence', (text, sentence) => {
    expect(() => parseTarget(text)).toThrow(RequestError)
    expect(() => parseTarget(text)).toThrow(sentence)
  })

  it('does not repeat a password that stands in a URL', () => {
    const told = (() => {
      try {
        parseTarget('https://user:hunter2@contoso.com/')
        return ''
      } catch (error) {
        return String(error)
      }
    })()
    expect(told).toContain('has a user or password in it')
    expect(told).not.toContain('hunter2')
  })
})
