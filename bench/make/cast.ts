import { type CertificateAuthority, certificateAuthority, endEntity } from './certificates.ts'
import { Random } from './random.ts'

export interface ServerPart {
  readonly name: string
  readonly address: string
  readonly chain: readonly Uint8Array[]
}

export interface ClientPart {
  readonly chain: readonly Uint8Array[]
}

/** Who plays: made once, met again and again, as in an ordinary data centre. */
export interface Cast {
  readonly servers: readonly ServerPart[]
  readonly clients: readonly ClientPart[]
  readonly expiredClients: readonly ClientPart[]
  readonly clientAuthorities: readonly CertificateAuthority[]
  /** Bytes that application data is cut from; as little to be compressed as ciphertext. */
  readonly bulk: Uint8Array
}

const SERVERS = 120
const CLIENTS = 300
const EXPIRED = 12
const BULK = 1024 * 1024

export function makeCast(): Cast {
  const random = new Random(20_261_122)
  const authorities = ['Issuing CA 1', 'Issuing CA 2', 'Issuing CA 3'].map((name) =>
    certificateAuthority(random, `Example ${name}`),
  )
  const clientAuthorities = Array.from({ length: 8 }, (_, at) =>
    certificateAuthority(random, `Example Partner CA ${at + 1}`),
  )
  const client = (at: number, expired: boolean): ClientPart => {
    const issuer = random.pick(clientAuthorities)
    const leaf = endEntity(random, issuer, `partner-${at + 1}`, 'client', expired)
    return { chain: at % 5 === 0 ? [leaf] : [leaf, issuer.certificate] }
  }
  return {
    servers: Array.from({ length: SERVERS }, (_, at) => {
      const name = `api-${at + 1}.example.net`
      const issuer = random.pick(authorities)
      const chain = [endEntity(random, issuer, name, 'server'), issuer.certificate]
      return { name, address: `10.20.${at >> 4}.${(at & 15) + 4}`, chain }
    }),
    clients: Array.from({ length: CLIENTS }, (_, at) => client(at, false)),
    expiredClients: Array.from({ length: EXPIRED }, (_, at) => client(CLIENTS + at, true)),
    clientAuthorities,
    bulk: random.bytes(BULK),
  }
}
