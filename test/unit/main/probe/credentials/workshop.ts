import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Files as other tools write them, made on the spot in a folder that lives as long as the test. */
export class Workshop {
  readonly folder = mkdtempSync(join(tmpdir(), 'tlscope-credentials-'))

  path(name: string): string {
    return join(this.folder, name)
  }

  bytes(name: string): Uint8Array {
    return new Uint8Array(readFileSync(this.path(name)))
  }

  text(name: string): string {
    return readFileSync(this.path(name), 'utf8')
  }

  write(name: string, content: string | Uint8Array): string {
    writeFileSync(this.path(name), content)
    return this.path(name)
  }

  /** Runs a tool inside the folder; throws with what it said where it fails. */
  run(tool: string, line: string, ...more: readonly string[]): string {
    const words = [...line.split(' ').filter((word) => word !== ''), ...more]
    return execFileSync(tool, words, {
      cwd: this.folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 60_000,
    })
  }

  openssl(line: string, ...more: readonly string[]): string {
    return this.run('openssl', line, ...more)
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}

export const HAS_OPENSSL = spawnSync('openssl', ['version']).status === 0
if (!HAS_OPENSSL) console.log('skipped: files made by openssl, which is not installed')

/** RC2 and single DES: OpenSSL 3 keeps them in its legacy provider. */
export const HAS_LEGACY =
  HAS_OPENSSL &&
  spawnSync('openssl', ['list', '-providers', '-provider', 'legacy', '-provider', 'default']).status === 0
if (!HAS_LEGACY) console.log('skipped: RC2 and DES files, for openssl has no legacy provider here')

export const HAS_KEYTOOL = spawnSync('keytool', ['-help']).status === 0
if (!HAS_KEYTOOL) console.log('skipped: files made by keytool, which is not installed')

/** What `genpkey` is told for each kind of key. */
export const KEY_KINDS = {
  rsa: '-algorithm RSA -pkeyopt rsa_keygen_bits:2048',
  'rsa-pss': '-algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048',
  'rsa-pss-sha256':
    '-algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_pss_keygen_md:sha256 -pkeyopt rsa_pss_keygen_mgf1_md:sha256 -pkeyopt rsa_pss_keygen_saltlen:32',
  'p-256': '-algorithm EC -pkeyopt ec_paramgen_curve:P-256',
  'p-384': '-algorithm EC -pkeyopt ec_paramgen_curve:P-384',
  'p-521': '-algorithm EC -pkeyopt ec_paramgen_curve:P-521',
  ed25519: '-algorithm ED25519',
} as const
export type KeyKind = keyof typeof KEY_KINDS

/**
 * `root.pem`, `issuing.pem` and, for each kind, `KIND.key` (PKCS#8) and `KIND.pem`: a client certificate issued by
 * the issuing CA.
 */
export function makePki(workshop: Workshop, kinds: readonly KeyKind[]): void {
  workshop.write(
    'ext.cnf',
    [
      '[req]\ndistinguished_name=dn\n[dn]\n[root]\nbasicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign',
      'subjectKeyIdentifier=hash\n[issuing]\nbasicConstraints=critical,CA:TRUE,pathlen:0',
      'keyUsage=critical,keyCertSign\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid',
      '[client]\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=clientAuth\nsubjectKeyIdentifier=hash',
      'authorityKeyIdentifier=keyid\nauthorityInfoAccess=caIssuers;URI:http://pki.contoso.internal/issuing.cer\n',
    ].join('\n'),
  )
  const key = (name: string, kind: KeyKind) => workshop.openssl(`genpkey ${KEY_KINDS[kind]} -out ${name}.key`)
  key('root', 'p-256')
  workshop.openssl(
    'req -x509 -new -key root.key -days 3650 -config ext.cnf -extensions root -out root.pem -subj',
    '/O=Contoso/CN=Contoso Root CA',
  )
  key('issuing', 'p-256')
  certify(workshop, 'issuing', 'root', 'issuing', '/O=Contoso/CN=Contoso Issuing CA')
  for (const kind of kinds) {
    key(kind, kind)
    certify(workshop, kind, 'issuing', 'client', `/O=Contoso/CN=client ${kind}`)
  }
}

/** Certifies `NAME.key` as `NAME.pem`. */
export function certify(
  workshop: Workshop,
  name: string,
  issuer: string,
  extensions: string,
  subject: string,
  days = 300,
): void {
  workshop.openssl(`req -new -key ${name}.key -config ext.cnf -out ${name}.csr -subj`, subject)
  workshop.openssl(
    `x509 -req -in ${name}.csr -CA ${issuer}.pem -CAkey ${issuer}.key -CAcreateserial -days ${days} -extfile ext.cnf -extensions ${extensions} -out ${name}.pem`,
  )
}
