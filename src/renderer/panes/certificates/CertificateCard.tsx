import type { InspectDocument, RoleDocument } from '../../../shared/contract/certificate-document.ts'
import { fileName } from '../../state/format.ts'
import { Mark } from './Mark.tsx'

type Row = InspectDocument['certificates'][number]

const KINDS: Readonly<Record<Row['kind'], string>> = {
  root: 'root CA',
  intermediate: 'intermediate CA',
  leaf: 'leaf',
  'self-signed': 'self-signed, no CA',
}

const VALIDITY: Readonly<Record<Row['validity'], string>> = {
  valid: '',
  expired: 'expired',
  'not-yet-valid': 'not yet valid',
  unreadable: 'dates unreadable',
}

const ROLES: Readonly<Record<RoleDocument['role'], string>> = {
  'listener-certificate': 'Listener certificate of the gateway',
  'trusted-root-v2': 'Trusted root of a backend setting (v2)',
  'authentication-certificate-v1': 'Authentication certificate of a backend setting (v1)',
  'client-ca': 'Client CA file of the listener',
  'client-certificate': 'Client certificate',
  'apim-ca': 'CA certificate of API Management',
}

const SUITS = { yes: 'suits', if: 'suits under conditions', no: 'does not suit' } as const
const ORDER = ['yes', 'if', 'no'] as const

/** One certificate: what it says of itself, and the parts it can play, each with why or why not. */
export function CertificateCard({ row }: { row: Row }) {
  const { certificate, kind, hasKey, validity, weakness, roles, file } = row
  const { subject, issuer, notBefore, notAfter, key, eku, san, sha1 } = certificate
  const size = key.curve ?? (key.bits === null ? '' : `${key.bits} bits`)
  const facts: readonly (readonly [string, string])[] = [
    ['Issuer', issuer],
    ['Valid', `${notBefore ?? '?'} to ${notAfter ?? '?'}`],
    ['Key', `${key.type} ${size}`.trimEnd()],
    ...(eku.length === 0 ? [] : ([['Purposes', eku.join(', ')]] as const)),
    ...(san.length === 0 ? [] : ([['Names', san.join(', ')]] as const)),
    ['Thumbprint', sha1],
    ['File', fileName(file)],
  ]
  const sorted = [...roles].sort((one, other) => ORDER.indexOf(one.suits) - ORDER.indexOf(other.suits))
  return (
    <article className="certificate-card" aria-label={subject || '(no subject)'} data-kind={kind}>
      <h3>
        <span className="mono">{subject || '(no subject)'}</span> <span className="tag">{KINDS[kind]}</span>
        {hasKey && <span className="tag">with its key</span>}
        {validity !== 'valid' && <span className="tag todo">{VALIDITY[validity]}</span>}
        {weakness !== null && <span className="tag todo">weak: {weakness}</span>}
      </h3>
      <dl className="certificate-facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="mono">{value}</dd>
          </div>
        ))}
      </dl>
      <ul aria-label="Parts" className="certificate-parts">
        {sorted.map(({ role, suits, why }) => (
          <li key={role} data-role={role} data-suits={suits}>
            <Mark word={suits} said={SUITS[suits]} calm />
            <span>
              <strong>{ROLES[role]}</strong>
              {why.length > 0 && `${suits === 'if' ? ', if ' : ': '}${why.join('; ')}`}
            </span>
          </li>
        ))}
      </ul>
    </article>
  )
}
