import { type Command, InvalidArgumentError } from 'commander'
import type { UpstreamPort } from '../../shared/diagnosis/across/paths/shape.ts'
import { placeList } from '../../shared/diagnosis/place-list.ts'
import { type EngineOptions, readGivenCertificates } from '../engine/options.ts'
import { readSecretFiles } from '../engine/secrets.ts'
import { CommandError } from './exit-status.ts'

/** The options that `analyze`, `annotate` and `report` share: what is known of the incident. */
export interface AnalyzeArguments {
  readonly trustedRoot?: string[]
  readonly clientCa?: string
  readonly clientCert?: string
  readonly host?: string
  readonly gateway?: string
  readonly apim?: string
  readonly upstreamPort?: UpstreamPort[]
  readonly port?: number
  readonly expectMtls?: boolean
  readonly at?: number
  readonly keylog?: string[]
  readonly followKeylog?: boolean
  readonly rsaKey?: string[]
}

export function withAnalyzeOptions(command: Command): Command {
  return command
    .option('--host <name>', 'the name the client meant to reach; a certificate without it is a finding')
    .option(
      '--gateway <address|name>',
      'where Application Gateway is, also a network such as 10.0.1.0/24: tells the legs apart (repeatable)',
      places,
    )
    .option(
      '--apim <address|name>',
      'where API Management is, written alike: tells the legs apart (repeatable)',
      places,
    )
    .option(
      '--upstream-port <port>',
      'the gateway’s source port of a request (upstreamSourcePort in its access log), with the client’s port before it where known: 50123=32768 (repeatable)',
      upstreamPort,
    )
    .option('--port <number>', 'a port that should carry TLS, beside 443', portNumber)
    .option('--expect-mtls', 'a missing CertificateRequest is an error')
    .option('--trusted-root <file>', 'a root the server should climb to (repeatable)', collect)
    .option('--client-ca <file>', 'the CA bundle the server accepts clients from')
    .option('--client-cert <file>', "the client's own certificate chain, leaf first")
    .option(
      '--keylog <file>',
      'TLS key log (SSLKEYLOGFILE) that opens protected records (repeatable)',
      collect,
    )
    .option('--follow-keylog', 'the key log is still being written: look again when a secret is missing')
    .option(
      '--rsa-key <file>',
      "the server's RSA private key (PEM), for RSA key exchange (repeatable)",
      collect,
    )
    .option('--at <time>', 'judge validity at this time (RFC 3339), not at the capture’s own', timeMillis)
}

/** Reads the files named and gives the engine's options. @throws GivenFileError naming the file */
export async function engineOptions(given: AnalyzeArguments): Promise<EngineOptions> {
  if (given.followKeylog === true && given.keylog === undefined) {
    throw new CommandError('--follow-keylog needs the key log named with --keylog')
  }
  const roots = await Promise.all((given.trustedRoot ?? []).map(readGivenCertificates))
  return {
    topology: { gateway: given.gateway ?? null, apim: given.apim ?? null },
    upstreamPorts: given.upstreamPort ?? [],
    host: given.host ?? null,
    port: given.port ?? null,
    expectMtls: given.expectMtls ?? false,
    atMillis: given.at ?? null,
    trustedRoots: roots.flat(),
    clientCa: given.clientCa === undefined ? [] : await readGivenCertificates(given.clientCa),
    clientCertificate: given.clientCert === undefined ? [] : await readGivenCertificates(given.clientCert),
    secrets: await readSecretFiles(given.keylog ?? [], given.followKeylog ?? false, given.rsaKey ?? []),
  }
}

export function collect(value: string, before: string[] = []): string[] {
  return [...before, value]
}

/** Places of one machine, given one after the other or in a list. */
function places(value: string, before?: string): string {
  const { networks, names, unreadable } = placeList(value)
  const [wrong] = unreadable
  if (wrong !== undefined) {
    throw new InvalidArgumentError(`${wrong} is no network: expected one such as 10.0.1.0/24`)
  }
  if (networks.length + names.length === 0) throw new InvalidArgumentError('expected an address or a name')
  return before === undefined ? value : `${before},${value}`
}

function upstreamPort(text: string, before: UpstreamPort[] = []): UpstreamPort[] {
  const [first = '', second] = text.split('=')
  const upstream = portNumber(second ?? first)
  return [...before, { client: second === undefined ? null : portNumber(first), upstream }]
}

function portNumber(text: string): number {
  const port = Number(text)
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new InvalidArgumentError('expected a port number from 1 to 65535')
  }
  return port
}

const RFC_3339 = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:\d\d)$/

export function timeMillis(text: string): number {
  const millis = Date.parse(text)
  if (!RFC_3339.test(text) || Number.isNaN(millis)) {
    throw new InvalidArgumentError('expected a time such as 2026-11-22T01:43:16Z')
  }
  return millis
}
