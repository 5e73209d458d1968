import { fileName } from '../../../state/format.ts'
import { DEFAULT_PATH, type ProbeForm } from '../../../state/probe-form.ts'

/** What each folded group of the form comes to, in a few words. Pure. */

export function credentialWords(form: ProbeForm): string {
  const sent = form.sendChain === 'leaf' ? ', leaf only' : ''
  if (form.credentialKind === 'pfx' && form.pfx !== '') return `${fileName(form.pfx)}${sent}`
  if (form.credentialKind === 'pair' && form.cert !== '') {
    const key = form.key === '' ? '' : ` + ${fileName(form.key)}`
    return `${fileName(form.cert)}${key}${sent}`
  }
  return form.credentialKind === 'none' ? 'none: an empty Certificate answers' : 'not chosen yet'
}

export function helloWords(form: ProbeForm): string {
  const { tlsMin, tlsMax } = form
  const versions =
    tlsMin === '' && tlsMax === ''
      ? 'every version'
      : (tlsMin || '1.0') === (tlsMax || '1.3')
        ? `TLS ${tlsMin || tlsMax}`
        : `TLS ${tlsMin || '1.0'} to ${tlsMax || '1.3'}`
  const sni =
    form.sniKind === 'none'
      ? 'no SNI'
      : form.sniKind === 'name' && form.sni !== ''
        ? `SNI ${form.sni}`
        : 'SNI = host'
  const alpn =
    form.alpn.trim() === '' ? null : form.alpn.trim() === 'none' ? 'no ALPN' : `ALPN ${form.alpn.trim()}`
  return [form.profile || 'all tlscope knows', versions, sni, alpn]
    .filter((part) => part !== null)
    .join(' · ')
}

export function httpWords(form: ProbeForm): string {
  if (!form.sendHttp) return 'no request; quiet is taken for acceptance'
  const headers = form.headers.split('\n').filter((line) => line.trim() !== '').length
  const path = form.path.trim() || DEFAULT_PATH
  return `${form.method.trim().toUpperCase() || 'GET'} ${path}${headers === 0 ? '' : ` · ${headers} more in the header`}`
}

export function wayWords(form: ProbeForm): string {
  const parts = [
    form.connect.trim() === '' ? null : `to ${form.connect.trim()}`,
    form.proxy.trim() === '' ? null : `by proxy ${form.proxy.trim()}`,
    form.family === 'both' ? null : `IPv${form.family} only`,
    form.timeout.trim() === '' ? null : `${form.timeout.trim()} s a stage`,
  ].filter((part) => part !== null)
  return parts.length === 0 ? 'direct, wherever the name resolves to' : parts.join(' · ')
}

export function checkWords(form: ProbeForm): string {
  const roots = form.trustedRoots.length
  const parts = [
    roots === 0 ? 'public roots' : `${roots} trusted ${roots === 1 ? 'root' : 'roots'}`,
    form.clientCa.length === 0 ? null : 'client CA bundle',
    form.expectMtls ? 'expects mutual TLS' : null,
    form.expectPrivate ? 'expects a private address' : null,
  ]
  return parts.filter((part) => part !== null).join(' · ')
}

export function axesWords(form: ProbeForm, further: number): string {
  const axes = [
    form.varyTls ? 'TLS version' : null,
    form.varyCertificate ? 'client certificate' : null,
    form.varySni ? 'SNI' : null,
    form.varyAlpn ? 'ALPN' : null,
  ].filter((axis) => axis !== null)
  const more = further === 0 ? '' : ` · ${further} further ${further === 1 ? 'certificate' : 'certificates'}`
  return `${axes.length === 0 ? 'nothing varies' : axes.join(' × ')}${more}`
}
