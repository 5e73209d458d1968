import type { InspectDocument } from '../../../shared/contract/certificate-document.ts'
import { CertificatePath } from './CertificatePath.tsx'
import { Mark } from './Mark.tsx'

type Chain = InspectDocument['chains'][number]

const AGAINST = { 'given-roots': 'By your roots', platform: 'By the roots of this platform' } as const
const SAID = { yes: 'trusted', no: 'not trusted', unknown: 'cannot be told' } as const

/** Every chain from its end upwards, and whom it leads to. */
export function Chains({ chains }: { chains: readonly Chain[] }) {
  return (
    <section aria-label="Chains">
      <h2>Whom they lead to</h2>
      {chains.map((chain, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two files may hold chains of the same names
        <ChainView key={at} chain={chain} />
      ))}
    </section>
  )
}

function ChainView({ chain: { path, trust, host } }: { chain: Chain }) {
  return (
    <div className="certificate-chain">
      <CertificatePath path={path} />
      <ul aria-label="Trust">
        {trust.map(({ against, trusted, sentence }) => (
          <li key={against} data-against={against} data-trusted={trusted}>
            <Mark word={trusted} said={SAID[trusted]} calm={against === 'platform'} />{' '}
            <strong>{AGAINST[against]}:</strong> {sentence}
          </li>
        ))}
        {host !== null && (
          <li data-host={host.matched}>
            <Mark word={host.matched ? 'yes' : 'no'} said={host.matched ? 'covered' : 'not covered'} />{' '}
            <strong>{host.name}</strong>{' '}
            {host.matched
              ? `is covered by ${host.entries.join(', ')}.`
              : host.entries.length === 0
                ? 'is not covered: it names no host at all.'
                : `is not covered; it names ${host.entries.join(', ')}.`}
          </li>
        )}
      </ul>
    </div>
  )
}
