import { readCertificateOnce } from '../../../../shared/x509/certificate.ts'
import { runProbe } from '../../../probe/run-probe.ts'
import { permitting } from '../../../probe/target-space.ts'
import { CommandError, EXIT } from '../../exit-status.ts'
import type { Interruption } from '../../interruption.ts'
import { namedOptions, type TargetArguments } from '../../probe-options.ts'
import { Leave } from '../probe/ask-leave.ts'
import { requestNamed } from '../probe/request.ts'
import type { CertificateInput } from './read-input.ts'

/** How a live host is reached: the probe's options of the same names. */
export interface HostArguments
  extends Pick<TargetArguments, 'connect' | 'ipv4' | 'ipv6' | 'proxy' | 'timeout' | 'yes'> {
  readonly sni?: string | false
}

/** Nothing is asked of the server behind the handshake, so there is nothing to wait for. */
const WAIT_SECONDS = '0.2'

/**
 * The certificates that a server sends. A handshake that breaks behind them, for want of a client certificate, shows
 * them all the same.
 * @throws CommandError where it sends none, or where nobody gave leave to ask it
 */
export async function readHost(
  target: string,
  given: HostArguments,
  { signal }: Interruption,
): Promise<CertificateInput> {
  const { connect, ipv4, ipv6, proxy, timeout, sni } = given
  const named = namedOptions(target, {
    http: false,
    wait: WAIT_SECONDS,
    ...(connect === undefined ? {} : { connect }),
    ...(ipv4 === undefined ? {} : { ipv4 }),
    ...(ipv6 === undefined ? {} : { ipv6 }),
    ...(proxy === undefined ? {} : { proxy }),
    ...(timeout === undefined ? {} : { timeout }),
    ...(sni === undefined ? {} : { sni }),
  })
  const { request } = requestNamed(named, null)
  const leave = new Leave(given.yes ?? false)
  const run = await runProbe(
    request,
    { permit: permitting(request, (targets) => leave.ask(targets)) },
    signal,
  )
  if (leave.denied !== null) throw leave.denied
  if (run.serverChain.length === 0 && !signal.aborted) {
    const failed = run.stages.find(({ result }) => result === 'failed')
    throw new CommandError(
      `${target}: the server sent no certificate. ${failed?.summary ?? 'The handshake did not get that far.'}`,
      EXIT.broken,
    )
  }
  const certificates = run.serverChain.map((der) => readCertificateOnce(der).body)
  return { name: target, handshake: null, certificates, material: null }
}
