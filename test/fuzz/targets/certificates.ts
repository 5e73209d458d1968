import { bundleDocument, clockDocument } from '../../../src/main/certificates/documents.ts'
import { exportRoot } from '../../../src/main/certificates/export-root.ts'
import { inspectCertificates } from '../../../src/main/certificates/inspect.ts'
import { verifiedBundle } from '../../../src/main/certificates/verified-bundle.ts'
import { CredentialError } from '../../../src/main/probe/credentials/credential-error.ts'
import { givenPassphrase, Unlocker } from '../../../src/main/probe/credentials/passphrase.ts'
import { readMaterial } from '../../../src/main/probe/credentials/read-material.ts'
import { customerRequest, missingIssuer } from '../../../src/shared/azure/client-ca/index.ts'
import { bundleSchema, inspectSchema } from '../../../src/shared/contract/certificate-document.ts'
import { readCertificateOnce } from '../../../src/shared/x509/certificate.ts'
import { derElements } from '../grammar/der.ts'
import { textElements } from '../grammar/text.ts'
import { BINARY_CREDENTIALS, PASSPHRASE, SECRETS, TEXT_CREDENTIALS } from '../seeds/credentials.ts'
import { must, type Target } from '../target.ts'

const FILE = 'client-ca.pem'
const CLOCK = { nowMillis: Date.UTC(2026, 10, 22), clock: 'given' } as const

/** A file as client CA of the listener: judged whatever it is, and its secrets kept. */
async function judgeAsBundle(bytes: Uint8Array): Promise<void> {
  const bundle = await verifiedBundle(bytes, FILE)
  const document = bundleSchema.parse(bundleDocument(bundle))
  const { upload, privateKeys, certificates } = document
  if (upload.accepted !== 'no') {
    const roots = certificates.filter(({ role, repeats }) => role === 'root' && repeats === null)
    must(roots.length === 1 && privateKeys === 0, () => 'takes a file without one root, or with a key')
    must(upload.code === null, () => 'takes a file and tells an error code')
  } else must(bundle.findings.length > 0, () => 'refuses a file without a finding')
  const said = JSON.stringify([document, bundle.findings])
  for (const secret of [PASSPHRASE, ...SECRETS]) must(!said.includes(secret), () => 'a secret was told')
  for (const { certificate } of bundle.certificates.slice(0, 4)) {
    must(customerRequest(certificate, missingIssuer(certificate)) !== '', () => 'asks for nothing')
  }
}

/** What `tlscope cert inspect` and `export-root` do with a file. */
async function inspect(bytes: Uint8Array): Promise<void> {
  const material = await readMaterial(new Unlocker(FILE, givenPassphrase(PASSPHRASE)), bytes).catch(
    (error: unknown) => {
      if (error instanceof CredentialError) return null
      throw error
    },
  )
  if (material === null) return
  const certificates = material.certificates.map(({ der }) => readCertificateOnce(der).body)
  const told = await inspectCertificates([{ name: FILE, certificates, material }], {
    roots: [],
    host: 'apim.contoso.internal',
    clock: CLOCK,
  })
  const document = inspectSchema.parse({
    schema: 'tlscope.certificate/1',
    command: 'inspect',
    ...clockDocument(CLOCK),
    files: [],
    findings: [],
    ...told,
  })
  const said = JSON.stringify(document)
  for (const secret of [PASSPHRASE, ...SECRETS]) must(!said.includes(secret), () => 'a secret was told')
  for (const { roles } of document.certificates) {
    must(
      roles.length === 6 && roles.every(({ suits, why }) => suits !== 'no' || why.length > 0),
      () => 'a no without a why',
    )
  }
  if (certificates.length === 0) return
  const { exported, findings, missing } = await exportRoot({
    source: FILE,
    sent: certificates,
    roots: [],
    sku: 'v2',
    atMillis: CLOCK.nowMillis,
  })
  must(
    exported !== null || missing !== null || findings.length > 0,
    () => 'exports nothing and does not say why',
  )
}

async function both(bytes: Uint8Array): Promise<void> {
  await judgeAsBundle(bytes)
  await inspect(bytes)
}

export const CERTIFICATE_TARGETS: readonly Target[] = [
  { name: 'certificate-file', seeds: () => BINARY_CREDENTIALS, grammar: derElements, run: both },
  { name: 'certificate-text', seeds: () => TEXT_CREDENTIALS, grammar: textElements, run: both },
]
