import type { KnownValues } from '../../src/shared/runbook/placeholders.ts'
import type { OtherServer } from './bench.ts'

/** What a block prints where all is well, and what it needs for that beside the bench's files. */
export interface Expectation {
  /** Fragments of its output, in any order. */
  readonly prints: readonly RegExp[]
  /** 0 where it is left out. */
  readonly status?: number
  readonly values?: KnownValues
  readonly input?: string
  /** Run behind it in the same shell: looks at what the block wrote. */
  readonly afterwards?: string
  /** Without `-e`: the block is meant to go on behind a command that fails. */
  readonly relaxed?: true
}

const prints = (...fragments: RegExp[]): Expectation => ({ prints: fragments })
const SUBJECT_OF_CLIENT = /subject=.*CN ?= ?device-17/
const SUBJECT_OF_SERVER = /subject=.*CN ?= ?apim\.contoso\.internal/
const PAIR = /^(.+)\n\1$/m
const ASKED = /client certificate CA names/i
/** Reads the password of a new PFX file twice. */
const PFX: Expectation = {
  prints: [/subject=[\s\S]*subject=/],
  input: 'secret\nsecret\n',
  afterwards: 'openssl pkcs12 -in *.pfx -passin pass:secret -nokeys',
}
const REQUEST: Expectation = {
  prints: [/verify OK/, /TLS Web Client Authentication/],
  afterwards: 'openssl req -in client.csr -noout -verify -text',
}
/** `grep -c` ends with 1 where it counts none, and none is what is hoped for. */
const COUNTS_NO_KEY = 1
const OWN_RESPONDER: KnownValues = { 'client-cert': 'ocsp-client.crt', 'client-chain': 'ocsp-ca.pem' }

/** By article and block. */
export const EXPECTED: Readonly<Record<string, Expectation>> = {
  'apim-policy/with-and-without': prints(/HTTP\/1\.1 200 OK/, /HTTP\/1\.1 400/),
  'apim-policy/identity': prints(/sha1 Fingerprint=[0-9A-F:]{59}/i, SUBJECT_OF_CLIENT, /serial=/),
  'apim-policy/verify-policy': prints(/with: 200\nwithout: 400/),
  'backend-health/verify-code': prints(/Verify return code: \d+/),
  'backend-health/direct': prints(/HTTP\/1\.1 200/, /fine/),
  'backend-health/verify-health': prints(/\[\]\n400/),
  'ca-names/list': prints(ASKED, /Client Certificate Types/),
  'ca-names/issuer': prints(/issuer=CN=/, /subject=/),
  'ca-names/verify-list': prints(ASKED),
  'capturing/one-request': prints(/HTTP\/1\.1 200/),
  'capturing/tls12-retest': prints(/Protocol *: TLSv1\.2/),
  'capturing/keylog': prints(/HTTP\/1\.1 200/, /secrets: [1-9]/),
  'certificate-profile/profile': prints(/SSL client : Yes/, /TLS Web Client Authentication/, /2048 bit/),
  'certificate-profile/server-profile': prints(/sha256WithRSAEncryption/, /2048 bit/, /TLS Web Server/),
  'certificate-profile/pair': prints(PAIR),
  'certificate-profile/requested': prints(/Client Certificate Types/, /Signature Algorithms/),
  'certificate-profile/new-request': REQUEST,
  'certificate-profile/verify-profile': prints(/New, TLSv1\.2/),
  'certificate-validity/server-dates': prints(SUBJECT_OF_SERVER, /notAfter=/),
  'certificate-validity/chain-dates': prints(/(?:subject=.*\nnotBefore=.*\nnotAfter=.*\n){2}/),
  'certificate-validity/client-dates': prints(SUBJECT_OF_CLIENT, /notAfter=/, /UTC/),
  'certificate-validity/verify-dates': prints(/Certificate will not expire/),
  'client-ca-bundle/inspect': { prints: [/subject=/, /\d+ client-ca\.pem\n2\n0\n$/], status: COUNTS_NO_KEY },
  'client-ca-bundle/cas': prints(/CA:TRUE[\s\S]*CA:TRUE/),
  'client-ca-bundle/fits': prints(/client\.crt: OK/, /depth=2/),
  'client-ca-bundle/extracted': prints(/issuer=CN=/),
  'client-ca-bundle/build': { prints: [/^2$/m], afterwards: 'grep -c BEGIN client-ca.pem' },
  'client-ca-bundle/der-to-pem': {
    prints: [/Server Root/],
    afterwards: 'openssl x509 -in root.pem -noout -subject',
  },
  'client-ca-bundle/shrink': { prints: [/^2$/m], afterwards: 'grep -c BEGIN client-ca-small.pem' },
  'client-ca-bundle/verify-bundle': prints(/with: 200\nwithout: 400/),
  'client-certificate-not-sent/by-hand': prints(/HTTP\/1\.1 200/, />>> .*Certificate/),
  'client-certificate-not-sent/usable': prints(PAIR, /TLS Web Client Authentication/),
  'client-certificate-not-sent/make-pfx': PFX,
  'client-certificate-not-sent/verify-sent': prints(/^200$/m),
  'client-chain/chain': prints(SUBJECT_OF_CLIENT, /issuer=/),
  'client-chain/leaf-and-full': {
    prints: [/unable to get local issuer certificate/, /client\.crt: OK/],
    values: { 'client-ca-pem': 'client-root-only.pem' },
    relaxed: true,
  },
  'client-chain/wire': prints(/leaf: 200\nfull: 200/),
  'client-chain/make-pfx': PFX,
  'client-chain/verify-full': prints(/New, TLSv1\.2/, /^200$/m),
  'client-eku/eku': prints(/TLS Web Client Authentication/, /SSL client : Yes/),
  'client-eku/chain-purpose': prints(/client\.crt: OK/),
  'client-eku/request': REQUEST,
  'client-eku/verify-eku': prints(/TLS Web Client Authentication/, /^200$/m),
  'dns-and-hosts/pinned': prints(/HTTP\/1\.1 200/),
  'dns-and-hosts/pinned-gateway': prints(/HTTP\/1\.1 400/),
  'dns-and-hosts/verify-resolve': prints(/10\.0\.2\.5\n200 127\.0\.0\.1/),
  'forward-client-certificate/both-ways': prints(/HTTP\/1\.1 200[\s\S]*HTTP\/1\.1 200/),
  'forward-client-certificate/verify-forward': prints(/with: 200\nwithout: 400\nforged: 400/),
  'late-rejection/tls12': prints(/New, TLSv1\.2/),
  'late-rejection/tls13': prints(/^HTTP\/1\.1 200$/m),
  'late-rejection/with-keys': prints(/HTTP\/1\.1 200/, /secrets: [1-9]/),
  'late-rejection/verify-answer': prints(/^200$/m),
  'network-path/tcp-connect': prints(/Connected to/, /HTTP\/1\.1 400/),
  'network-path/verify-path': prints(SUBJECT_OF_SERVER, /notAfter=/),
  'not-tls/plain-and-tls': prints(/Empty reply|Recv failure|Connection reset/, SUBJECT_OF_SERVER),
  'not-tls/verify-tls': prints(/New, TLSv1\.3/),
  'path-mtu/small-and-large': prints(/Verify return code|Max Early Data|DONE|---/),
  'path-mtu/verify-large': prints(/Cipher is/),
  'revocation/addresses': {
    prints: [/http:\/\/127\.0\.0\.1:\d+/, /crl\.example\.com/],
    values: OWN_RESPONDER,
  },
  'revocation/ocsp': { prints: [/ocsp-client\.crt: good/], values: OWN_RESPONDER },
  'revocation/reach': prints(/^200$/m),
  'revocation/verify-again': prints(/200 \d[\s\S]*200 \d/),
  'server-chain/chain-sent': prints(/0 s:.*apim\.contoso\.internal/, /i:/, /Verify return code/),
  'server-chain/is-ca': prints(SUBJECT_OF_SERVER, /issuer=/),
  'server-chain/check-new-chain': prints(/subject=/, /apim-leaf\.cer: OK/),
  'server-chain/make-pfx': PFX,
  'server-chain/verify-chain': prints(/Verify return code: 0 \(ok\)/),
  'settings-and-wire/who-answers': prints(/serial=/, SUBJECT_OF_SERVER),
  'sni-and-hostname/three-names': prints(/(?:subject=[\s\S]*){3}/),
  'sni-and-hostname/verify-name': prints(/DNS:apim\.contoso\.internal/),
  'solution-a-trusted-root/chain-sent': prints(/0 s:/, /1 s:/),
  'solution-a-trusted-root/auth-certs': prints(/sha1 Fingerprint=/i, SUBJECT_OF_SERVER),
  'solution-a-trusted-root/save-chain': prints(/server-1\.pem: OK/, /depth=2/),
  'solution-a-trusted-root/root-is-ca': prints(/CA:TRUE/),
  'solution-a-trusted-root/root-to-base64': {
    prints: [/^-----BEGIN CERTIFICATE-----/],
    values: { 'root-cer': 'root.der' },
    afterwards: 'head -n 1 root-base64.cer',
  },
  'solution-a-trusted-root/leaf-save': {
    prints: [SUBJECT_OF_SERVER],
    values: { 'leaf-cer': 'saved.cer' },
    afterwards: 'openssl x509 -in saved.cer -noout -subject',
  },
  'solution-b-client-ca/client-cert': prints(SUBJECT_OF_CLIENT, /TLS Web Client Authentication/),
  'solution-b-client-ca/would-verify': prints(/client\.crt: OK/),
  'solution-b-client-ca/bundle-look': { prints: [/subject=/, /\n0\n$/], status: COUNTS_NO_KEY },
  'solution-b-client-ca/ca-base64': prints(/^MII[A-Za-z0-9+/=]+$/),
  'solution-b-client-ca/verify-server': prints(/New, TLSv1\.2/, /^200$/m),
  'solution-b-client-ca/verify-listener': prints(/^200\n400$/m),
  'solution-b-client-ca/verify-direct': prints(/^200$/m),
  'solution-c-hostname/names': prints(/does match certificate/, /DNS:apim\.contoso\.internal/),
  'solution-c-hostname/verify-host': prints(/^200 0$/m, /^400$/m),
  'solution-d-probe/status-path': prints(/^200 in /m),
  'solution-d-probe/verify-probe': prints(/\[\]\n400/),
  'solution-e-negotiate/asked': prints(ASKED, /Client Certificate Types/),
  'solution-e-negotiate/asked-late': prints(/CertificateRequest/, /HTTP\/1\.1 200/),
  'solution-e-negotiate/expect': prints(/HTTP\/1\.1 200/),
  'solution-e-negotiate/hostname-index': prints(/1\t\[\]/),
  'solution-e-negotiate/verify-asked': prints(/Client Certificate Types/, /^200$/m),
  'tls-inspection/fingerprint': prints(/issuer=/, /sha256 Fingerprint=/i),
  'tls-inspection/verify-issuer': prints(/sha1 Fingerprint=/i),
  'tls-policy/versions': prints(/== -tls1_2\nNew, TLSv1\.2/, /== -tls1_3\nNew, TLSv1\.3/),
  'tls-policy/verify-version': prints(/New, TLSv1\.3/),
}

export interface Fault extends Expectation {
  readonly block: string
  readonly fault: string
  readonly server?: OtherServer
}

/** The same blocks where something is wrong: what the article says one will see then. */
export const FAULTS: readonly Fault[] = [
  {
    block: 'late-rejection/tls13',
    fault: 'the client has no certificate of a known issuer',
    server: 'strict',
    values: { 'client-cert': 'rogue.crt', 'client-key': 'rogue.key' },
    prints: [/^alert number 48$/m],
  },
  {
    block: 'not-tls/plain-and-tls',
    fault: 'the server speaks plain HTTP',
    server: 'plain',
    prints: [/HTTP\/1\.1 200/, /wrong version number/],
  },
  {
    block: 'certificate-validity/verify-dates',
    fault: 'the certificate has expired',
    server: 'expired',
    prints: [/Certificate will expire/],
    status: 1,
  },
  {
    block: 'certificate-profile/pair',
    fault: 'the key belongs to another certificate',
    values: { 'client-key': 'ocsp-client.key' },
    prints: [/^(.+)\n(?!\1)/],
  },
  {
    block: 'client-ca-bundle/inspect',
    fault: 'the bundle holds a private key',
    values: { 'client-ca-pem': 'with-key.pem' },
    prints: [/\n[1-9]\n$/],
  },
  {
    block: 'client-ca-bundle/fits',
    fault: 'the client’s issuer is another',
    values: { 'client-cert': 'rogue.crt' },
    prints: [/unable to get local issuer certificate/],
    status: 2,
  },
  {
    block: 'solution-a-trusted-root/save-chain',
    fault: 'the root at hand is not the chain’s',
    values: { 'root-cer': 'client-root-only.pem' },
    prints: [/unable to get local issuer certificate|self-signed certificate/],
    status: 2,
  },
  {
    block: 'client-certificate-not-sent/verify-sent',
    fault: 'the client’s certificate is refused by a strict listener',
    values: { 'client-cert': 'rogue.crt', 'client-key': 'rogue.key' },
    prints: [/^400$/m],
  },
  {
    block: 'solution-e-negotiate/asked',
    fault: 'the server does not ask',
    server: 'expired',
    prints: [/No client certificate CA names sent\s*(?!.*Client Certificate Types)/],
  },
  {
    block: 'client-chain/wire',
    fault: 'the verifier knows the root alone and the client sends its leaf',
    server: 'rootOnly',
    prints: [/leaf: 400\nfull: 200/],
  },
  {
    block: 'network-path/verify-path',
    fault: 'the certificate has expired, and the path is open all the same',
    server: 'expired',
    prints: [/notAfter=/],
  },
  {
    block: 'server-chain/chain-sent',
    fault: 'the intermediate is missing',
    server: 'leafOnly',
    prints: [/^ 0 s:(?![\s\S]*^ 1 s:)[\s\S]*unable to verify the first certificate/m],
  },
  {
    block: 'solution-c-hostname/names',
    fault: 'the certificate is for another name',
    server: 'otherName',
    prints: [/does NOT match certificate/, /DNS:portal\.contoso\.internal/],
  },
  {
    block: 'tls-policy/versions',
    fault: 'the server speaks TLS 1.3 alone',
    server: 'strict',
    prints: [/== -tls1_2\n[\s\S]*alert protocol version[\s\S]*== -tls1_3\nNew, TLSv1\.3/],
  },
  {
    block: 'client-eku/eku',
    fault: 'the purpose is missing',
    values: { 'client-cert': 'no-eku.crt' },
    prints: [/SSL client : No/, /TLS Web Server Authentication/],
  },
  {
    block: 'client-eku/chain-purpose',
    fault: 'the purpose is missing',
    values: { 'client-cert': 'no-eku.crt' },
    prints: [/unsuitable certificate purpose|unsupported certificate purpose/],
    status: 2,
  },
  {
    block: 'revocation/ocsp',
    fault: 'the certificate is revoked',
    values: { 'client-cert': 'ocsp-revoked.crt', 'client-chain': 'ocsp-ca.pem' },
    prints: [/ocsp-revoked\.crt: revoked/],
  },
]

/** Blocks for bash that are not run here, and why. */
export const NOT_RUN: Readonly<Record<string, string>> = {
  'capturing/capinfos': 'capinfos and tlscope need a capture; tlscope has tests of its own',
  'capturing/verify-capture': 'tlscope has tests of its own',
  'capturing/dumpcap': 'captures on an interface, which wants rights',
  'capturing/tcpdump': 'captures on an interface, which wants rights',
  'certificate-validity/clock-check': 'asks the system for its clock service',
  'certificate-validity/clock-fix': 'changes the system’s clock service',
  'certificate-validity/clock-restore': 'changes the system’s clock service',
  'dns-and-hosts/resolve': 'asks the system’s name servers',
  'client-ca-bundle/check-file': 'tlscope has tests of its own',
  'client-ca-bundle/build-from-client': 'tlscope has tests of its own',
  'solution-a-trusted-root/root-export': 'tlscope has tests of its own',
  'settings-and-wire/hold-anew': 'tlscope has tests of its own',
  'settings-and-wire/verify-anew': 'tlscope has tests of its own',
  'path-mtu/ping-df': 'sends ICMP, which wants rights',
  'path-mtu/mtu-now': 'asks for an interface of the jump box',
  'path-mtu/lower-mtu': 'changes an interface',
  'path-mtu/restore-mtu': 'changes an interface',
}
