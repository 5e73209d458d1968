import { capital, count, list, quoted } from '../../../shared/diagnosis/words.ts'
import type { X509Certificate } from '../../../shared/x509/certificate.ts'
import { describeCertificate } from './certificates.ts'
import { mismatch, type OpenedCredential } from './client-credential.ts'
import type { PreflightDraft } from './preflight.ts'

/** What is in the files, and whether it makes one identity. */
export function fileFindings(credential: OpenedCredential): PreflightDraft[] {
  return [
    ...pairing(credential),
    ...severalIdentities(credential),
    ...unrelated(credential),
    ...repeated(credential),
    ...misordered(credential),
  ]
}

function pairing(credential: OpenedCredential): PreflightDraft[] {
  const files = credential.files.join(', ')
  switch (credential.pairing) {
    case 'matched':
      return []
    case 'no-certificate':
      return [
        {
          id: 'credential-no-certificate',
          summary: `There is no certificate in ${files}.`,
          explanation: `What is there: ${held(credential)}. A client certificate is two things, the certificate and its private key.`,
        },
      ]
    case 'no-key':
      return [
        {
          id: 'credential-no-key',
          summary: `There is no private key in ${files}.`,
          explanation: `What is there: ${held(credential)}. Without the key nobody can prove to own the certificate; name the key’s file too, or export the certificate again with its private key.`,
        },
      ]
    case 'mismatched':
      return [
        {
          id: 'credential-key-mismatch',
          summary: `${capital(mismatch(credential))}.`,
          explanation:
            'The certificate carries the public key of another pair: a renewal that made a new key, or files of two certificates. To compare: openssl x509 -in client.pem -noout -pubkey, and openssl pkey -in client.key -pubout.',
        },
      ]
  }
}

function severalIdentities({ otherPairs, chain }: OpenedCredential): PreflightDraft[] {
  if (otherPairs.length === 0) return []
  const others = list(otherPairs.map(describeCertificate), 3)
  return [
    {
      id: 'credential-several-identities',
      summary: `The files hold ${count(otherPairs.length + 1, 'certificate')} with a key; ${subjectOf(chain[0])} is used.`,
      explanation: `It is chosen because it is no CA, suits client authentication and is valid the longest, in this order. Not used: ${others}. To use another one, give it in a file of its own.`,
    },
  ]
}

function unrelated({ unrelated: strangers }: OpenedCredential): PreflightDraft[] {
  if (strangers.length === 0) return []
  return [
    {
      id: 'credential-unrelated-certificates',
      summary: `${count(strangers.length, 'certificate')} in the files ${strangers.length === 1 ? 'has' : 'have'} nothing to do with the client’s chain and will not be sent.`,
      explanation: `${capital(list(strangers.map(describeCertificate), 3))}. Tools that send a file as it stands send ${strangers.length === 1 ? 'it' : 'them'} too, and some servers refuse the chain then.`,
    },
  ]
}

function repeated({ repeated: again }: OpenedCredential): PreflightDraft[] {
  if (again.length === 0) return []
  return [
    {
      id: 'credential-duplicate-certificates',
      summary: `${count(again.length, 'certificate')} in the files ${again.length === 1 ? 'is' : 'are'} a repetition; each is sent once.`,
      explanation: `Repeated: ${list([...new Set(again.map(subjectOf))], 3)}. Tools that send a file as it stands send the repetition too.`,
    },
  ]
}

function misordered({ misordered: wrong, chain }: OpenedCredential): PreflightDraft[] {
  if (!wrong) return []
  return [
    {
      id: 'credential-chain-misordered',
      summary:
        'The certificates stand in the file in another order than they must be sent in; they are sorted before sending.',
      explanation: `The order that RFC 5246 7.4.2 asks for: ${list(chain.map(subjectOf), 6)}. OpenSSL, curl and nginx send a file as it stands, so the same file may fail with them.`,
    },
  ]
}

function held({ contents }: OpenedCredential): string {
  return (
    list(
      contents.map(({ kind, text }) => (kind === 'private-key' ? `private key, ${text}` : text)),
      3,
    ) || 'nothing'
  )
}

function subjectOf(certificate: X509Certificate | undefined): string {
  return quoted(certificate?.subject?.text ?? '')
}
