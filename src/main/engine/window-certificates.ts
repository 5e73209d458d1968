import { findingDocument } from '../../shared/contract/handshake-document.ts'
import { rank } from '../../shared/diagnosis/rank.ts'
import type {
  CertificateFiles,
  CheckedBundle,
  InspectedFiles,
} from '../../shared/ipc/certificate-channels.ts'
import type { EngineChannel, Request, Response } from '../../shared/ipc/contract.ts'
import { isCa } from '../../shared/x509/summary.ts'
import { clientFindings } from '../certificates/client-findings.ts'
import { type ClientChain, judgeClient } from '../certificates/client-verdict.ts'
import { bundleDocument, clientDocument, clockDocument } from '../certificates/documents.ts'
import { type InspectedInput, inspectCertificates, isForClients } from '../certificates/inspect.ts'
import { readCertificates } from '../certificates/read-certificates.ts'
import { verifiedBundle } from '../certificates/verified-bundle.ts'
import {
  CredentialError,
  givenPassphrase,
  NO_PASSPHRASE,
  type PreflightClock,
} from '../probe/credentials/index.ts'
import { readCredentialFile } from '../probe/credentials/read-file.ts'
import type { OpenHandshake } from './kept-handshakes.ts'
import { readGivenCertificates } from './options.ts'
import { WindowGatewayFiles } from './window-gateway-files.ts'

type CertificateChannel = Extract<EngineChannel, `certificates:${string}`>
type Answers = { [C in CertificateChannel]: (request: Request<C>) => Promise<Response<C>> }

/**
 * The window's certificate files: read, judged, and told without their keys. Files are read anew each time; a
 * passphrase that opened one is kept in this process, so that judging by another root asks for nothing.
 */
export class WindowCertificates {
  readonly #proven = new Set<string>()
  readonly answers: Answers

  /** @param handshake finds one that is open; throws a Refusal where there is none */
  constructor(handshake: (analysis: string, id: string) => Promise<OpenHandshake>) {
    this.answers = {
      'certificates:inspect': async (request) => await inspected(request as CertificateFiles, this.#proven),
      ...new WindowGatewayFiles(handshake, this.#proven).answers,
    }
  }
}

type Read = InspectedInput & { readonly material: NonNullable<InspectedInput['material']> }

async function inspected(
  { files, roots, host, passphrase }: CertificateFiles,
  proven: Set<string>,
): Promise<InspectedFiles> {
  const clock: PreflightClock = { nowMillis: Date.now(), clock: 'local' }
  const source = passphrase === null ? NO_PASSPHRASE : givenPassphrase(passphrase)
  const inputs: Read[] = []
  const locked: InspectedFiles['locked'] = []
  const failed: InspectedFiles['failed'] = []
  for (const name of files) {
    try {
      inputs.push({ name, ...(await readCertificates(name, source, proven)) })
    } catch (error) {
      if (!(error instanceof CredentialError)) throw error
      const list = error.fault.startsWith('passphrase') ? locked : failed
      list.push({ path: name, message: sentenceOf(error) })
    }
  }
  const given = (await Promise.all(roots.map(readGivenCertificates))).flat()
  return {
    inspect: {
      schema: 'tlscope.certificate/1',
      command: 'inspect',
      ...clockDocument(clock),
      files: inputs.map(({ name, material }) => ({
        path: name,
        handshake: null,
        contents: material.contents.map((item) => ({ ...item })),
      })),
      ...(await inspectCertificates(inputs, { roots: given.map(({ der }) => der), host, clock })),
      findings: [],
    },
    bundles: await Promise.all(inputs.filter(mayBeBundle).map((input) => checked(input, inputs, clock))),
    locked,
    failed,
  }
}

function sentenceOf({ message, wayRound }: CredentialError): string {
  return wayRound === null ? `${message}.` : `${message}. ${wayRound}`
}

/** Nobody takes a .pfx, or a key alone, for the file of CAs. */
function mayBeBundle({ certificates, material }: Read): boolean {
  const isPkcs12 = material.keys.length > 0 && material.certificates.every(({ ordered }) => !ordered)
  return certificates.length > 0 && !isPkcs12
}

async function checked(
  { name }: Read,
  inputs: readonly Read[],
  { nowMillis }: PreflightClock,
): Promise<CheckedBundle> {
  const bundle = await verifiedBundle(await readCredentialFile(name), name)
  const clients = inputs.flatMap((input) => clientsOf(input, input.name === name))
  const verdicts = await Promise.all(clients.map((client) => judgeClient(bundle, client, nowMillis)))
  const findings = [...bundle.findings, ...verdicts.flatMap((verdict) => clientFindings(bundle, verdict))]
  return {
    bundle: bundleDocument(bundle),
    clients: verdicts.map(clientDocument),
    findings: rank(findings, null).map(findingDocument),
  }
}

/** Client certificates of a file, and what of their issuers the client could send. */
function clientsOf({ name, certificates }: Read, isBundle: boolean): ClientChain[] {
  const issuers = isBundle ? [] : certificates.filter(isCa)
  return certificates
    .filter((one) => !isCa(one) && isForClients(one))
    .map((leaf) => ({ file: name, leaf, issuers }))
}
