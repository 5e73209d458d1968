import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { LabCertificates } from '../../src/main/lab/certificates/lab-certificates.ts'
import { chainPem, keyPem } from '../../src/main/lab/certificates/profile.ts'

/** Writes the certificates of the comparison into a folder: the lab's. `node certificates.mjs <folder>` */
const folder = process.argv[2] ?? '.'
const lab = new LabCertificates()
const [server, serverIssuer, client, clientIssuer, clientRoot] = await Promise.all([
  lab.server(),
  lab.serverIntermediate(),
  lab.client(),
  lab.clientIntermediate(),
  lab.clientRoot(),
])
mkdirSync(folder, { recursive: true })
const put = (name: string, text: string): void => writeFileSync(join(folder, name), `${text.trimEnd()}\n`)
put('server.pem', chainPem(server, serverIssuer))
put('server.key', keyPem(server.privateKey))
put('client.pem', client.pem)
put('client-issuer.pem', clientIssuer.pem)
put('client-chain.pem', chainPem(client, clientIssuer))
put('client.key', keyPem(client.privateKey))
put('client-root.pem', clientRoot.pem)
