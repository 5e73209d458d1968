import { describe, expect, it } from 'vitest'
import {
  EMPTY_FORM,
  fieldOfError,
  formErrors,
  optionsOf,
  type ProbeForm,
} from '../../../../src/renderer/state/probe-form.ts'
import { probeOptionsSchema } from '../../../../src/shared/ipc/probe-options.ts'

const form = (changes: Partial<ProbeForm>): ProbeForm => ({
  ...EMPTY_FORM,
  target: 'api.contoso.com',
  ...changes,
})

describe('the form of a probe', () => {
  it('asks for a target and nothing else', () => {
    expect(formErrors(EMPTY_FORM)).toHaveProperty('target')
    expect(formErrors(form({}))).toEqual({})
    expect(optionsOf(form({}))).toEqual({ target: 'api.contoso.com' })
  })

  it('says at each field what is wrong with it', () => {
    const wrong = formErrors(
      form({
        target: 'api contoso',
        credentialKind: 'pfx',
        sniKind: 'name',
        tlsMin: '1.3',
        tlsMax: '1.2',
        path: 'status',
        headers: 'Host: a\nno header',
        wait: 'soon',
        timeout: '0',
      }),
    )
    expect(Object.keys(wrong).sort()).toEqual(
      ['headers', 'path', 'pfx', 'sni', 'target', 'timeout', 'tlsMin', 'wait'].sort(),
    )
    expect(wrong.tlsMin).toBe('TLS 1.3 is newer than TLS 1.2.')
  })

  it('does not look at fields that are not asked', () => {
    expect(formErrors(form({ sendHttp: false, path: 'x', headers: 'y' }))).toEqual({})
    expect(formErrors(form({ credentialKind: 'none', pfx: '' }))).toEqual({})
  })

  it('makes options of every field, as the contract has them', () => {
    const options = optionsOf(
      form({
        target: ' 10.0.1.5:8443 ',
        credentialKind: 'pair',
        cert: '/c/client.pem',
        key: '/c/client.key',
        sendChain: 'leaf',
        profile: 'curl',
        tlsMin: '1.2',
        tlsMax: '1.2',
        sniKind: 'none',
        alpn: 'h2 http/1.1',
        path: '/health',
        method: 'head',
        headers: 'Host: a.example\n\nX-Trace: 1',
        wait: '1.5',
        timeout: '4',
        connect: '10.0.0.4',
        proxy: 'proxy:3128',
        family: '6',
        trustedRoots: ['/c/root.cer'],
        clientCa: ['/c/ca.pem'],
        expectMtls: true,
        expectPrivate: true,
      }),
    )
    expect(options).toEqual({
      target: '10.0.1.5:8443',
      credential: { cert: '/c/client.pem', key: '/c/client.key' },
      sendChain: 'leaf',
      profile: 'curl',
      tls: '1.2-1.2',
      sni: null,
      alpn: 'h2,http/1.1',
      http: '/health',
      method: 'head',
      headers: ['Host: a.example', 'X-Trace: 1'],
      wait: '1.5',
      timeout: '4',
      connect: '10.0.0.4',
      proxy: 'proxy:3128',
      family: 6,
      trustedRoots: ['/c/root.cer'],
      clientCa: ['/c/ca.pem'],
      expectMtls: true,
      expectPrivate: true,
    })
    expect(probeOptionsSchema.safeParse(options).success).toBe(true)
  })

  it('tells no ALPN from the profile’s own', () => {
    expect(optionsOf(form({ alpn: 'none' })).alpn).toBe('')
    expect(optionsOf(form({}))).not.toHaveProperty('alpn')
  })

  it('leaves an open end of a range to what there is', () => {
    expect(optionsOf(form({ tlsMin: '1.2' })).tls).toBe('1.2-1.3')
    expect(optionsOf(form({ tlsMax: '1.1' })).tls).toBe('1.0-1.1')
  })

  it('sends no request where none is wanted', () => {
    expect(optionsOf(form({ sendHttp: false, path: '/x' })).http).toBeNull()
  })

  it('puts the engine’s sentence at the field it speaks of', () => {
    expect(fieldOfError('option:target', form({}))).toBe('target')
    expect(fieldOfError('option:credential', form({ credentialKind: 'pfx' }))).toBe('pfx')
    expect(fieldOfError('option:credential', form({ credentialKind: 'pair' }))).toBe('cert')
    expect(fieldOfError('engine', form({}))).toBeNull()
  })
})
