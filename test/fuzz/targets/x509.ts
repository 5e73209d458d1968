import { utf8, utf8Bytes } from '../../../src/shared/bytes/text.ts'
import { readCertificate } from '../../../src/shared/x509/certificate.ts'
import { chainFacts, issuance, matchRoots } from '../../../src/shared/x509/chain.ts'
import { DerReader } from '../../../src/shared/x509/der.ts'
import { matchDnsName, matchHost } from '../../../src/shared/x509/host-match.ts'
import { asciiHost } from '../../../src/shared/x509/idna.ts'
import { compareNames, nameKey, nameText, readName, sameName } from '../../../src/shared/x509/name.ts'
import { readCertificateFile } from '../../../src/shared/x509/pem.ts'
import { certificateSummary } from '../../../src/shared/x509/summary.ts'
import { derElements } from '../grammar/der.ts'
import { textElements } from '../grammar/text.ts'
import { treeHolds } from '../invariants.ts'
import { CERTIFICATES, NAMES, pem } from '../seeds/certificates.ts'
import { must, type Target } from '../target.ts'

const sound = CERTIFICATES.map((der) => readCertificate(der).body)

const certificate: Target = {
  name: 'certificate',
  seeds: () => CERTIFICATES,
  grammar: derElements,
  run: (bytes, random) => {
    const reading = readCertificate(bytes, random.chance(0.1) ? { cut: true } : {})
    treeHolds(reading.tree, bytes.length)
    const summary = certificateSummary(reading.body)
    must(JSON.stringify(summary) !== undefined, () => 'a summary that is no JSON')
    if (!random.chance(0.2)) return
    matchHost(reading.body, 'apim.contoso.internal')
    matchHost(reading.body, '10.0.0.4')
    const chain = [reading.body, ...sound]
    chainFacts(chain)
    matchRoots(chain, [...sound, reading.body])
    for (const other of sound) {
      issuance(reading.body, other)
      issuance(other, reading.body)
    }
  },
}

const name: Target = {
  name: 'name',
  seeds: () => NAMES,
  grammar: derElements,
  run: (bytes) => {
    const { tree, body } = readName(bytes)
    treeHolds(tree, bytes.length)
    const text = nameText(bytes)
    const key = nameKey(body)
    must(typeof text === 'string' && typeof key === 'string', () => 'a name without text or key')
    must(compareNames(bytes, bytes) === 'exact', () => 'a name that is not its own equal')
    for (const other of NAMES) {
      must(sameName(bytes, other) === sameName(other, bytes), () => 'names are equal in one order only')
    }
  },
}

/** Elements within elements, as deep as the reader goes. */
const der: Target = {
  name: 'der',
  seeds: () => [...CERTIFICATES, ...NAMES],
  grammar: derElements,
  run: (bytes) => {
    const reader = new DerReader(bytes)
    const root = reader.root('root')
    const left = root === null ? [] : [root]
    let seen = 0
    for (let element = left.pop(); element !== undefined; element = left.pop()) {
      seen++
      const { start, contentStart, contentEnd, end } = element
      must(
        start < contentStart && contentStart <= contentEnd && contentEnd <= end && end <= bytes.length,
        () => `an element [${start}, ${end}) that leaves its bytes`,
      )
      if (element.constructed) left.push(...reader.children(element, 'child'))
    }
    must(seen <= 60_001, () => `${seen} elements`)
    must(reader.problems.length <= 200, () => `${reader.problems.length} problems`)
  },
}

const pemFile: Target = {
  name: 'pem',
  seeds: () => [
    utf8Bytes(
      CERTIFICATES.slice(1)
        .map((one) => `subject=x\n${pem('CERTIFICATE', one)}`)
        .join('\n'),
    ),
    utf8Bytes(
      pem('PRIVATE KEY', new Uint8Array(80)) +
        pem('CERTIFICATE', CERTIFICATES[3] ?? new Uint8Array(1)).replace(/\n/g, '\r\n'),
    ),
    Uint8Array.from([
      0xff,
      0xfe,
      ...[...pem('CERTIFICATE', CERTIFICATES[3] ?? new Uint8Array(1))].flatMap((c) => [c.charCodeAt(0), 0]),
    ]),
    CERTIFICATES[3] ?? new Uint8Array(1),
  ],
  grammar: textElements,
  run: (bytes) => {
    const { form, certificates, blocks } = readCertificateFile(bytes)
    must(form === 'pem' || blocks.length === 0, () => 'blocks in what is no PEM')
    for (const block of blocks) {
      must(block.kind !== 'private-key' || block.der === null, () => 'a private key was kept')
      must(block.line >= 1, () => `a block on line ${block.line}`)
    }
    must(
      certificates.every((one) => one.length <= bytes.length),
      () => 'a certificate larger than its file',
    )
  },
}

/** The presented name, a line feed, the name wanted. */
const host: Target = {
  name: 'host',
  seeds: () =>
    [
      'apim.contoso.internal\napim.contoso.internal.',
      '*.contoso.internal\nportal.contoso.internal',
      'xn--bcher-kva.example\nbücher.example',
      '*.xn--bcher-kva.example\n[2001:db8::4%eth0]',
      'localhost\n10.0.0.4',
    ].map(utf8Bytes),
  grammar: textElements,
  run: (bytes) => {
    const [presented = '', wanted = ''] = utf8(bytes).split('\n')
    const ascii = asciiHost(wanted)
    must(typeof ascii === 'string', () => 'a host that is no text')
    matchDnsName(presented, ascii)
    for (const one of sound) matchHost(one, wanted)
  },
}

export const X509_TARGETS: readonly Target[] = [certificate, name, der, pemFile, host]
