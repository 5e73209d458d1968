import type { CertificateDocument } from '../../../../shared/contract/analysis.ts'

/** A chain as it was sent or lies in its file, the leaf first. */
export function CertificateList({ chain }: { chain: readonly CertificateDocument[] }) {
  return (
    <ol className="chain">
      {chain.map((certificate, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a server may send one certificate twice
        <li key={`${certificate.sha256} ${index}`}>
          <span className="chain-place quiet mono">{index}</span>
          <span className="chain-facts">
            <span className="mono">{certificate.subject || '(no subject)'}</span>
            <span className="quiet">
              {certificate.subject === certificate.issuer
                ? 'issued by itself'
                : `issued by ${certificate.issuer}`}
            </span>
            {certificate.san.length > 0 && <span className="quiet">for {certificate.san.join(', ')}</span>}
            <span className="quiet">
              {day(certificate.notBefore)} to {day(certificate.notAfter)} · {keyWords(certificate)}
              {certificate.isCa ? ' · CA' : ''}
            </span>
            <span className="quiet mono thumbprint" title="SHA-1 thumbprint, as Azure and Windows show it">
              {certificate.sha1.toUpperCase()}
            </span>
          </span>
        </li>
      ))}
    </ol>
  )
}

function day(rfc3339: string | null): string {
  return rfc3339 === null ? 'an unreadable date' : rfc3339.slice(0, 10)
}

function keyWords({ key }: CertificateDocument): string {
  if (key.curve !== null) return `${key.type} ${key.curve}`
  return key.bits === null ? key.type : `${key.type} ${key.bits} bits`
}
