/**
 * Keys that lie where this program does not reach, or in a form it does not read: what it is, and the way round.
 */
export interface Elsewhere {
  /** A clause behind `NAME: `. */
  readonly what: string
  readonly wayRound: string
}

const SECOND_CERTIFICATE =
  'A key that cannot leave its device stays there: have the same CA issue a second certificate to a key in a file (openssl req -new -newkey rsa:2048 -keyout client.key -out client.csr)'

const WINDOWS_STORE: Elsewhere = {
  what: 'is a certificate in the Windows store, which is not supported yet',
  wayRound: `Export it with its key: Export-PfxCertificate -Cert Cert:\\CurrentUser\\My\\<thumbprint> -FilePath client.pfx -Password (Read-Host -AsSecureString); then --pfx client.pfx. Where Windows says that the key is not exportable: ${SECOND_CERTIFICATE}.`,
}

/** By the name alone, as it stands in place of a file. */
const NAMES: readonly (readonly [RegExp, Elsewhere])[] = [
  [
    /^pkcs11:/i,
    {
      what: 'is a PKCS#11 URI, a key in a token or HSM, which is not supported yet',
      wayRound: `Test with the token by OpenSSL: openssl s_client -provider pkcs11 -provider default -connect HOST:443 -cert client.pem -key 'pkcs11:…'. ${SECOND_CERTIFICATE}.`,
    },
  ],
  [/^cert:[\\/]/i, WINDOWS_STORE],
  // STORE\NAME\THUMBPRINT, as curl has it on Windows.
  [/^\w+\\\w+\\[0-9a-f]{40}$/i, WINDOWS_STORE],
  [/^(?:[0-9a-f]{2}[ :]?){19}[0-9a-f]{2}$/i, WINDOWS_STORE],
  [
    /^(?:tpm2?|tpmkey|handle):|^0x81[0-9a-f]{6}$/i,
    {
      what: 'is a key in a TPM, which is not supported yet',
      wayRound: `Test with it by OpenSSL: openssl s_client -provider tpm2 -provider default -connect HOST:443 -cert client.pem -key 'handle:0x81…'. ${SECOND_CERTIFICATE}.`,
    },
  ],
  [
    /^engine:/i,
    {
      what: 'is a key of an OpenSSL engine, which is not supported yet',
      wayRound: `Test with it by OpenSSL: openssl s_client -connect HOST:443 -cert client.pem -engine NAME -keyform engine -key ID. ${SECOND_CERTIFICATE}.`,
    },
  ],
  [
    /^https:\/\/[^/]+\.vault\.(?:azure\.net|azure\.cn|usgovcloudapi\.net)\//i,
    {
      what: 'is an object in Azure Key Vault, which is not read over the network',
      wayRound:
        'Download it with its key (the certificate must be exportable): az keyvault secret download --vault-name VAULT --name NAME --encoding base64 --file client.pfx; then --pfx client.pfx, without a passphrase.',
    },
  ],
]

export function elsewhereByName(name: string): Elsewhere | null {
  return NAMES.find(([pattern]) => pattern.test(name))?.[1] ?? null
}

const PKCS8_BY_SSH_KEYGEN =
  'Convert a copy, for it is rewritten in place: cp KEY client.key && ssh-keygen -p -m PKCS8 -f client.key. A certificate for TLS is needed beside it.'

/** By the label of a PEM block. */
const LABELS: readonly (readonly [RegExp, Elsewhere])[] = [
  [
    /^OPENSSH PRIVATE KEY$/,
    {
      what: 'is a private key in OpenSSH’s own form, which is not supported',
      wayRound: PKCS8_BY_SSH_KEYGEN,
    },
  ],
  [
    /^SSH2 .*PRIVATE KEY$/,
    {
      what: 'is a private key in the form of ssh.com, which is not supported',
      wayRound: `ssh-keygen -i -f KEY turns it into OpenSSH’s form. ${PKCS8_BY_SSH_KEYGEN}`,
    },
  ],
  [
    /^PGP /,
    {
      what: 'is a PGP key or message, not a certificate with a key for TLS',
      wayRound:
        'TLS needs an X.509 certificate. Where gpg holds one (gpgsm): gpgsm --export-secret-key-p12 ID > client.p12',
    },
  ],
  [
    /^TSS2 (?:PRIVATE KEY|KEY BLOB)$/,
    {
      what: 'is a key locked to a TPM, which is not supported yet',
      wayRound: `Test with it by OpenSSL: openssl s_client -provider tpm2 -provider default -connect HOST:443 -cert client.pem -key KEY. ${SECOND_CERTIFICATE}.`,
    },
  ],
  [
    /^PKCS#11 PROVIDER URI$/,
    {
      what: 'names a key in a PKCS#11 token, which is not supported yet',
      wayRound: `Test with it by OpenSSL: openssl s_client -provider pkcs11 -provider default -connect HOST:443 -cert client.pem -key KEY. ${SECOND_CERTIFICATE}.`,
    },
  ],
]

export function elsewhereByLabel(label: string): Elsewhere | null {
  return LABELS.find(([pattern]) => pattern.test(label))?.[1] ?? null
}

const JAVA_KEYSTORE =
  'Convert it: keytool -importkeystore -srckeystore OLD.jks -destkeystore client.p12 -deststoretype PKCS12; then --pfx client.p12'

/** By how a file begins that is neither PEM nor DER: as ISO 8859-1. */
const BEGINNINGS: readonly (readonly [RegExp, Elsewhere])[] = [
  [
    /^\xfe\xed\xfe\xed/,
    { what: 'is a Java keystore (JKS), which is not supported', wayRound: JAVA_KEYSTORE },
  ],
  [
    /^\xce\xce\xce\xce/,
    { what: 'is a Java keystore (JCEKS), which is not supported', wayRound: JAVA_KEYSTORE },
  ],
  [
    /^SQLite format 3/,
    {
      what: 'is a database, perhaps that of NSS (Firefox), which is not supported',
      wayRound: 'Export from NSS: pk12util -d FOLDER -n NICKNAME -o client.p12; then --pfx client.p12',
    },
  ],
  [
    /^PuTTY-User-Key-File-/,
    {
      what: 'is a key of PuTTY, which is not supported',
      wayRound: `puttygen KEY.ppk -O private-openssh-new -o KEY turns it into OpenSSH’s form. ${PKCS8_BY_SSH_KEYGEN}`,
    },
  ],
  [
    /^(?:ssh-(?:rsa|ed25519|dss)|ecdsa-sha2-\S+|sk-\S+@openssh\.com) /,
    {
      what: 'is a public key for SSH, not a certificate or private key for TLS',
      wayRound: 'Name the certificate and the private key that the CA’s certificate was issued to.',
    },
  ],
  [
    /^\s*\{[\s\S]{0,4000}"kty"\s*:/,
    {
      what: 'is a JSON Web Key, which is not supported',
      wayRound:
        "Convert it: node -e \"const c=require('crypto');const k=JSON.parse(require('fs').readFileSync(0));process.stdout.write(c.createPrivateKey({key:k,format:'jwk'}).export({type:'pkcs8',format:'pem'}))\" < key.json > client.key",
    },
  ],
  [
    /^\s*<RSAKeyValue>/,
    {
      what: 'is an RSA key in .NET’s XML, which is not supported',
      wayRound:
        'Convert it in PowerShell 7: $r=[System.Security.Cryptography.RSA]::Create(); $r.FromXmlString((Get-Content -Raw key.xml)); $r.ExportPkcs8PrivateKeyPem() > client.key',
    },
  ],
  // Secret or public key packets of OpenPGP, in both of its packet formats (RFC 9580 4.2, 5.5.1).
  [
    /^[\x94-\x9b\xc5\xc6]/,
    {
      what: 'looks like a binary PGP key, not a certificate with a key for TLS',
      wayRound: 'TLS needs an X.509 certificate with its private key, as PEM, DER or PKCS#12.',
    },
  ],
]

export function elsewhereByBeginning(beginning: string): Elsewhere | null {
  return BEGINNINGS.find(([pattern]) => pattern.test(beginning))?.[1] ?? null
}
