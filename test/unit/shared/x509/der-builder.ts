/** Small DER encoders for tests: what a certificate library would never write. */

export interface Attribute {
  readonly oid: string
  /** The value's whole TLV. */
  readonly value: Uint8Array
}

export type Rdn = readonly Attribute[]

function tlv(tag: number, ...contents: Uint8Array[]): Uint8Array {
  const content = Buffer.concat(contents)
  const length =
    content.length < 0x80
      ? [content.length]
      : content.length < 0x100
        ? [0x81, content.length]
        : content.length < 0x10000
          ? [0x82, content.length >> 8, content.length & 0xff]
          : [0x83, content.length >> 16, (content.length >> 8) & 0xff, content.length & 0xff]
  return new Uint8Array(Buffer.concat([Buffer.from([tag, ...length]), content]))
}

function oid(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  const octets = [first * 40 + second, ...rest].flatMap((arc) => {
    const groups = [arc & 0x7f]
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) {
      groups.unshift((left & 0x7f) | 0x80)
    }
    return groups
  })
  return tlv(0x06, Uint8Array.from(octets))
}

/** UTF-8, UTF-16 or one octet a character, as the string type has it. */
function string(tag: number, text: string): Uint8Array {
  if (tag === 0x1e) return tlv(tag, Buffer.from(text, 'utf16le').swap16())
  return tlv(tag, Buffer.from(text, tag === 0x0c ? 'utf8' : 'latin1'))
}

const sequence = (...contents: Uint8Array[]): Uint8Array => tlv(0x30, ...contents)
const set = (...contents: Uint8Array[]): Uint8Array => tlv(0x31, ...contents)

export const der = { tlv, oid, string, sequence, set }

export function rdnSequence(rdns: readonly Rdn[]): Uint8Array {
  return sequence(
    ...rdns.map((rdn) => set(...rdn.map((attribute) => sequence(oid(attribute.oid), attribute.value)))),
  )
}

/** A certificate of the given parts; each has a sound default, and any of them may be nonsense. */
export function certificateOf(parts: {
  notBefore?: Uint8Array
  notAfter?: Uint8Array
  serial?: Uint8Array
  issuer?: Uint8Array
  subject?: Uint8Array
  spki?: Uint8Array
  /** Each extension's whole TLV. */
  extensions?: Uint8Array[]
  innerAlgorithm?: Uint8Array
}): Uint8Array {
  const name = rdnSequence([[{ oid: '2.5.4.3', value: string(0x0c, 'test') }]])
  const algorithm = sequence(oid('1.2.840.10045.4.3.2'))
  const key = sequence(sequence(oid('1.3.101.112')), tlv(0x03, new Uint8Array(33)))
  const tbs = sequence(
    tlv(0xa0, tlv(0x02, Uint8Array.of(2))),
    parts.serial ?? tlv(0x02, Uint8Array.of(5)),
    parts.innerAlgorithm ?? algorithm,
    parts.issuer ?? name,
    sequence(
      parts.notBefore ?? string(0x17, '260101000000Z'),
      parts.notAfter ?? string(0x17, '270101000000Z'),
    ),
    parts.subject ?? name,
    parts.spki ?? key,
    ...(parts.extensions ? [tlv(0xa3, sequence(...parts.extensions))] : []),
  )
  return sequence(tbs, algorithm, tlv(0x03, Uint8Array.of(0, 1, 2, 3)))
}

export function extension(id: string, value: Uint8Array, critical?: Uint8Array): Uint8Array {
  return sequence(oid(id), ...(critical ? [critical] : []), tlv(0x04, value))
}
