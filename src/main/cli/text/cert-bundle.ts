import { pathInCommand } from '../../../shared/azure/trusted-root/index.ts'
import { printable } from '../../../shared/bytes/text.ts'
import type {
  BundleDocument,
  CheckClientCaDocument,
  ClientCaBundleDocument,
  ClientVerdictDocument,
} from '../../../shared/contract/certificate-document.ts'
import { count } from '../../../shared/diagnosis/words.ts'
import { paint } from '../terminal.ts'
import { findingSection, judged, noteLines, sections, told } from './cert-parts.ts'
import { certificateLine, heading } from './probe-certificates.ts'

const UPLOAD = {
  yes: ['green', 'Application Gateway takes this file'],
  no: ['red', 'Application Gateway REFUSES this file'],
  uncertain: ['yellow', 'Application Gateway may refuse this file'],
} as const

/** What the gateway makes of a client CA file, and of the clients that were named. */
export function checkClientCaText({
  bundle,
  clients,
  findings,
  issuerDn,
  at,
}: CheckClientCaDocument): string {
  return sections([
    uploadLines(bundle),
    holdingLines(bundle, Date.parse(at)),
    acceptLines(bundle, issuerDn),
    ...clients.map((client) => clientLines(client)),
    bundle.notes.length === 0 ? [] : [heading('Worth knowing'), ...noteLines(bundle.notes)],
    findingSection(findings),
  ])
}

/** The file that was made, or what has to be asked for. */
export function clientCaBundleText(document: ClientCaBundleDocument): string {
  const { written, bundle, clients, missing, requests, roots, notes, findings, at } = document
  return sections([
    writtenLines(document),
    bundle === null ? [] : holdingLines(bundle, Date.parse(at)),
    bundle === null ? [] : acceptLines(bundle, false),
    ...(written === null ? [] : clients.map((client) => clientLines(client))),
    written === null ? [] : uploadCommandLines(written),
    roots.length < 2 ? [] : [heading('Roots'), ...noteLines(roots)],
    missing.flatMap(({ client, issuer, places }) => [
      ...told(`${client}: ${issuer} is missing.`, 0),
      ...told(
        places.length === 0
          ? 'The certificate does not say where it is to be had.'
          : `To be had, by what the certificate says (not fetched): ${places.join(', ')}`,
      ),
    ]),
    ...requests.map((request) => [
      heading('To send to the owner of the client, ready to paste'),
      ...request
        .trimEnd()
        .split('\n')
        .map((line) => (line === '' ? '' : `    ${line}`)),
    ]),
    notes.length === 0 ? [] : [heading('Worth knowing'), ...noteLines(notes)],
    findingSection(findings),
  ])
}

function writtenLines({ written, roots, missing }: ClientCaBundleDocument): string[] {
  if (written !== null) return [paint(['green', 'bold'], `${printable(written)}: written`)]
  const why =
    roots.length > 1
      ? `the certificates lead to ${roots.length} roots; the gateway takes one in a file`
      : missing.length > 0
        ? 'a certificate that belongs into it is missing'
        : 'the gateway would refuse it'
  return [paint(['red', 'bold'], `No file was written: ${why}.`)]
}

function uploadCommandLines(file: string): string[] {
  return [
    heading('To upload it'),
    `  az network application-gateway client-cert add -g <rg> --gateway-name <gateway> --name client-ca --data ${pathInCommand(file)}`,
    ...told('Then the SSL profile, and its binding to the listener: tlscope runbook solution-b-client-ca'),
  ]
}

function uploadLines({ file, upload }: BundleDocument): string[] {
  const [colour, text] = UPLOAD[upload.accepted]
  const lines = [`${heading(file)}: ${paint([colour, 'bold'], text)}`]
  if (upload.code !== null) lines.push(`  ${upload.code}`)
  for (const code of upload.otherCodes) lines.push(`  or ${code}`)
  return [...lines, ...upload.reasons.flatMap((reason) => told(reason))]
}

const FORMS: Readonly<Record<BundleDocument['form'], string>> = {
  pem: 'PEM',
  'bare-base64': 'Base64 without markers',
  'binary-certificate': 'binary (DER)',
  pkcs7: 'PKCS#7',
  pkcs12: 'PKCS#12',
  'binary-private-key': 'a private key in binary (DER)',
  empty: 'empty',
  unknown: 'no certificate file',
}

const ENCODINGS: Readonly<Record<BundleDocument['encoding'], string | null>> = {
  'utf-8': null,
  binary: null,
  'utf-8-with-mark': 'with a byte order mark',
  'utf-16': 'UTF-16',
}

/** Lines of a table; files of any sense hold fewer. */
const MOST_SHOWN = 40

function holdingLines(bundle: BundleDocument, atMillis: number): string[] {
  const { certificates, bytes, form, encoding, privateKeys } = bundle
  const facts = [
    FORMS[form],
    ENCODINGS[encoding],
    `${bytes} of at most 25,600 bytes`,
    privateKeys === 0 ? null : paint('red', count(privateKeys, 'private key')),
  ]
  const lines = [`${heading('What it holds')}: ${facts.filter((fact) => fact !== null).join(', ')}`]
  const width = Math.max(...certificates.map(({ line }) => String(line ?? '').length), 1)
  // What is a CA is told by its role.
  for (const { certificate, role, line, repeats } of certificates.slice(0, MOST_SHOWN)) {
    const place = line === null ? '' : `line ${String(line).padStart(width)}  `
    const word = repeats === null ? ROLES[role] : 'again'
    lines.push(certificateLine({ ...certificate, isCa: false }, `${place}${word.padEnd(12)}  `, atMillis))
  }
  if (certificates.length > MOST_SHOWN) lines.push(`  … and ${certificates.length - MOST_SHOWN} more`)
  return lines
}

const ROLES = {
  root: 'root',
  intermediate: 'intermediate',
  leaf: 'leaf',
  'self-signed-not-ca': 'self-signed',
} as const

/** Whom the file lets in, with the issuer-DN check off and on (facts 2.7). */
function acceptLines({ certificates, issuerDn }: BundleDocument, isOn: boolean): string[] {
  const root = certificates.find(({ role }) => role === 'root')?.certificate
  if (root === undefined || issuerDn === null) return []
  const from = issuerDn.from === 'root' ? 'the root: there is no intermediate' : 'the deepest intermediate'
  return [
    heading('Which clients it lets in'),
    ...told(
      `Issuer-DN check off${isOn ? '' : ' (the default)'}: every valid client certificate whose chain ends at ${root.subject}.`,
    ),
    ...told(`Issuer-DN check on: only those issued by ${issuerDn.name} itself (${from}).`),
  ]
}

function clientLines(client: ClientVerdictDocument): string[] {
  const { file, certificate, issuerDnOff, issuerDnOn, path } = client
  return [
    `${heading(`Client ${file}`)}: ${printable(certificate.subject)}`,
    ...judged(issuerDnOff.accepted, 'issuer-DN check off', issuerDnOff.sentence),
    ...judged(issuerDnOn.accepted, 'issuer-DN check on', issuerDnOn.sentence),
    ...(path.length > 1 ? told(`Chain: ${path.join(' < ')}`) : []),
  ]
}
