import { connect } from 'node:tls'
import { afterAll, describe, expect, it } from 'vitest'
import { loadProfile } from '../../../../../src/main/probe/profiles/load.ts'
import { helloPlanOf } from '../../../../../src/main/probe/profiles/plan.ts'
import type { Profile } from '../../../../../src/main/probe/profiles/schema.ts'
import { HelloMaker } from '../../../../../src/main/probe/tls-client/client-hello.ts'
import { dissectHandshake } from '../../../../../src/shared/tls/message/dissect.ts'
import { type Nginx, nginxVersion, startNginx } from '../../trust/gateway/nginx.ts'
import { HOST } from '../../trust/test-ca.ts'
import { type CapturedHello, captureHello } from './capture-hello.ts'
import {
  CHROMIUM,
  CURL,
  JAVA,
  OPENSSL,
  type RealClient,
  removeClientFiles,
  type Target,
} from './real-client.ts'
import { type HelloShape, shapeOf } from './shape.ts'

/** What programs of this machine really send, beside what this program sends for their profiles. */

afterAll(removeClientFiles)

async function capture(client: RealClient, host = HOST): Promise<CapturedHello> {
  const captured = await captureHello((port) => {
    const child = client.start({ port, host } satisfies Target)
    return () => child.kill('SIGKILL')
  })
  if (!captured) throw new Error(`${client.profile} sent no ClientHello`)
  return captured
}

function profileOf(id: string): Profile {
  const profile = loadProfile(id)
  if (!profile) throw new Error(`there is no profile ${id}`)
  return profile
}

/** The hello this program makes of a profile, dissected as if it had been captured. */
function ours(
  id: string,
  host = HOST,
): { shape: HelloShape; length: number; recordVersion: number | undefined } {
  const { plan } = helloPlanOf(profileOf(id), { host, exact: true })
  const raw = new HelloMaker(plan).first()
  const { body } = dissectHandshake(raw, { version: null, cipherSuite: null })
  if (body.type !== 'ClientHello') throw new Error('this is no ClientHello')
  return { shape: shapeOf(body), length: raw.length, recordVersion: plan.recordVersion }
}

describe('a profile sends what the program itself sends, extension by extension', () => {
  for (const client of [OPENSSL, CURL, JAVA]) {
    it.skipIf(client.skipped)(client.profile, async () => {
      const theirs = await capture(client)
      const own = ours(client.profile)
      expect(own.shape).toEqual(shapeOf(theirs.hello))
      expect(own.recordVersion).toBe(theirs.recordVersion)
      expect(own.length).toBe(theirs.raw.length)
    })
  }

  it.skipIf(CHROMIUM.skipped)(
    'chrome, whose extensions come in another order every time',
    async () => {
      const [first, second] = [await capture(CHROMIUM), await capture(CHROMIUM)]
      const theirs = shapeOf(first.hello)
      const own = ours('chrome').shape
      const sorted = (shape: HelloShape) => ({ ...shape, extensions: [...shape.extensions].sort() })
      expect(sorted(own)).toEqual(sorted(theirs))
      expect([own.extensions[0], own.extensions.at(-1)]).toEqual([
        theirs.extensions[0],
        theirs.extensions.at(-1),
      ])
      expect(shapeOf(second.hello).extensions).not.toEqual(theirs.extensions)
      expect(ours('chrome').shape.extensions).not.toEqual(own.extensions)
    },
    60_000,
  )
})

describe('nginx, which stands in for the gateway', () => {
  const fits = /nginx\/1\.22\..*OpenSSL 3\.0\./s.test(nginxVersion)
  if (nginxVersion !== '' && !fits)
    console.log('skipped: appgw-v2-backend beside nginx: it is not 1.22 with OpenSSL 3.0')

  it.skipIf(!fits)('sends what appgw-v2-backend and appgw-v2-probe send', async () => {
    let nginx: Nginx | undefined
    const captured = await captureHello((port) => {
      const started = startNginx(`location / {
        proxy_pass https://127.0.0.1:${port}; proxy_ssl_protocols TLSv1.2 TLSv1.3;
        proxy_ssl_server_name on; proxy_ssl_name ${HOST}; }`).then((running) => {
        nginx = running
        return running.get('/')
      })
      started.catch(() => {})
      return () => {}
    })
    await nginx?.stop()
    if (!captured) throw new Error('nginx sent no ClientHello')
    for (const id of ['appgw-v2-backend', 'appgw-v2-probe']) {
      const own = ours(id)
      expect(own.shape).toEqual(shapeOf(captured.hello))
      expect([own.recordVersion, own.length]).toEqual([captured.recordVersion, captured.raw.length])
    }
  })
})

describe('what goes into server_name', () => {
  it.skipIf(JAVA.skipped)('is nothing where Java is given a host without a dot', async () => {
    const theirs = await capture(JAVA, 'localhost')
    expect(shapeOf(theirs.hello).extensions).toEqual(ours('java-17', 'localhost').shape.extensions)
    expect(ours('java-17', 'localhost').shape.extensions.some((one) => one.startsWith('0 '))).toBe(false)
  })
})

describe('node', () => {
  const { openssl } = process.versions
  const fits = openssl.startsWith('3.0.')
  if (!fits) console.log(`skipped: node beside openssl-3: it brings OpenSSL ${openssl}`)

  it.skipIf(!fits)('sends the hello of openssl-3 but for versions and suites', async () => {
    const captured = await captureHello((port) => {
      const socket = connect({ port, host: '127.0.0.1', servername: HOST })
      socket.on('error', () => socket.destroy())
      return () => socket.destroy()
    })
    if (!captured) throw new Error('node sent no ClientHello')
    const theirs = shapeOf(captured.hello)
    const { shape } = ours('openssl-3')
    const same = ({
      groups,
      keyShares,
      signatureAlgorithms,
      sessionId,
      legacyVersion,
      extensions,
    }: HelloShape) => {
      return {
        groups,
        keyShares,
        signatureAlgorithms,
        sessionId,
        legacyVersion,
        types: extensions.map((one) => one.split(' ')[0]),
      }
    }
    expect(same(theirs)).toEqual(same(shape))
    expect(theirs.versions).toEqual(shape.versions.slice(0, 2))
    expect(theirs.cipherSuites).not.toEqual(shape.cipherSuites)
  })
})
