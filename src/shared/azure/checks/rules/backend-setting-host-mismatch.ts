import { CONFIDENCE, type Evidence } from '../../../diagnosis/finding.ts'
import { bareName } from '../../../diagnosis/place-list.ts'
import { list, quoted } from '../../../diagnosis/words.ts'
import { parseAddress } from '../../../packet/address.ts'
import type { BackendSetting } from '../../model.ts'
import {
  type CheckInput,
  type ConfigurationCheck,
  type ConfigurationDraft,
  corroborated,
  fileEvidence,
} from '../check.ts'
import type { WireObservation } from '../context.ts'
import { gatewayHosts, hostKind, mayBeDescribed } from '../support/apim-hosts.ts'
import { type Backend, backends } from '../support/backend.ts'
import { hostsOf, isFor, shownOn } from '../support/chain-names.ts'
import { eitherOf, type Fault, faultsTogether } from '../support/fault.ts'
import { healthOf } from '../support/health.ts'
import { called, fqdnsOf, isTls, ofSameGateway, sameName } from '../support/links.ts'
import { wireEvidence } from '../wire.ts'

/**
 * The name under which live traffic goes to the backend is none that API Management knows, none at all, not the one
 * in its certificate, or another than the probe's (facts 1.2.1 to 1.2.8, 1.3.6, 4.4.4; seed 000, question 5). TLS
 * settings alone. The certificate is the one that packets showed on this very leg; one that was shown straight to
 * another client for the same name is a hint and said as one.
 */
export const backendSettingHostMismatch: ConfigurationCheck = {
  id: 'backend-setting-host-mismatch',
  check(input) {
    return backends(input)
      .filter(({ setting }) => isTls(setting.protocol))
      .flatMap((backend) => ofBackend(input, backend) ?? [])
  },
}

function ofBackend(input: CheckInput, backend: Backend): ConfigurationDraft | null {
  const { setting, probe, listeners } = backend
  const named = nameFault(input, backend)
  const faults = [
    named,
    named === null ? certificateFault(input, backend) : null,
    differenceFault(input, backend, named),
  ]
  const at = [setting, ...(probe === null ? [] : [probe]), ...(setting.hostName === null ? listeners : [])]
  const draft = faultsTogether(
    called('backend setting', setting),
    at.map(fileEvidence),
    faults.filter((fault) => fault !== null),
  )
  return draft && { ...draft, leg: 'gateway-apim', disproof: DISPROOF }
}

const DISPROOF =
  'A capture on the gateway’s backend leg whose ClientHello carries another server_name than these settings give, or requests through the gateway that succeed with them.'

/** The live name by itself, and as API Management sees it. */
function nameFault(input: CheckInput, backend: Backend): Fault | null {
  const { setting, pools, names, isApim, sku } = backend
  const base = faultBase(input, backend)
  if (setting.pickHostNameFromBackendAddress === true && sku === 'v2' && setting.sniName === null) {
    const addresses = pools.flatMap((pool) => pool.addresses).filter((one) => parseAddress(one) !== null)
    if (addresses.length > 0) {
      return {
        ...base,
        property: 'pickHostNameFromBackendAddress',
        is: 'true',
        should: `false, with hostName set to ${base.should}`,
        why: `the pool holds ${list(addresses.map(quoted), 3)}, an address that gives no name: no server_name is sent, and no certificate can match`,
        evidence: [...base.evidence, ...pools.map(fileEvidence)],
      }
    }
  }
  const { host } = names.live
  if (host === null) return isApim ? noNameFault(input, backend, base) : null
  if (!isApim) return null
  const why = whyNot(input, host, backend)
  if (why === null) return null
  return { ...base, ...sourceOf(backend, host), why }
}

/** Which property gives the live name its value. */
function sourceOf({ setting, sku }: Backend, host: string): Pick<Fault, 'property' | 'is'> {
  const is = `"${quoted(host)}"`
  if (sku === 'v1') return { property: 'the FQDN in the backend pool', is }
  if (setting.sniName !== null && setting.validateSni !== false) return { property: 'sniName', is }
  if (setting.pickHostNameFromBackendAddress === true)
    return { property: 'the FQDN in the backend pool, which pickHostNameFromBackendAddress takes,', is }
  if (setting.hostName !== null) return { property: 'hostName', is }
  return { property: 'hostName', is: `not set, so the client’s Host (${is}) goes on,` }
}

function whyNot(input: CheckInput, host: string, { pools, probe }: Backend): string | null {
  switch (hostKind(input, host)) {
    case 'address':
      return 'an address never goes into server_name, and API Management answers its host names alone: it picks a default certificate and refuses the Host'
    case 'other-endpoint':
      return 'that is another endpoint of API Management, not its gateway'
    case 'foreign':
      if (!mayBeDescribed(input, pools, probe?.host ?? null)) return null
      return 'API Management does not know that name: it answers its own host names alone, and shows a default certificate for others'
    case 'gateway':
    case 'unknown':
      return null
  }
}

/** Neither name nor pick: the client's Host goes on, and several or none are known. */
function noNameFault(
  input: CheckInput,
  { setting, probe, listeners }: Backend,
  base: FaultBase,
): Fault | null {
  // Where the documents lack the URL path map, or the rules, any listener of the gateway may lead here.
  const leading =
    listeners.length > 0 ? listeners : input.model.listeners.filter((one) => ofSameGateway(one, setting))
  const asked = leading.flatMap(({ hostNames }) => hostNames)
  if (asked.length > 0 && asked.every((host) => hostKind(input, host) === 'gateway')) return null
  if (setting.partial || (setting.hostName === null && setting.pickHostNameFromBackendAddress === null))
    return null
  const said = listeners.length > 0 && listeners.every(({ hostNames }) => hostNames.length === 0)
  const probes = probe?.pickHostNameFromBackendSettings === true || probe === null
  return {
    ...base,
    property: 'hostName',
    is: 'not set',
    severity: probes ? 'error' : 'warning',
    confidence: probes ? base.confidence : CONFIDENCE.possible,
    why: `traffic then carries whatever Host the client asks for${said ? ' (the listener accepts any)' : ''}${
      probes ? ', and a probe carries no server_name at all, as a capture of such a probe showed' : ''
    }; API Management answers only for names that it knows`,
    basis: probes ? 'observed' : 'documented',
  }
}

/** The certificate that packets showed for the live name. */
function certificateFault(input: CheckInput, backend: Backend): Fault | null {
  const { host } = backend.names.live
  if (host === null || backend.setting.validateSni === false) return null
  const { wire } = input.context
  const [own] = shownOn(wire, 'gateway-apim').filter((one) => sameOrNone(one, host))
  const shown = own ?? shownOn(wire, 'direct').find((one) => sameOrNone(one, host) && one.serverName !== null)
  const [leaf] = shown?.serverChain ?? []
  if (shown === undefined || leaf === undefined || isFor(leaf, host)) return null
  const names = list(hostsOf(leaf).map(quoted)) || 'no host at all'
  const where =
    own === undefined
      ? `straight to API Management, not on the gateway’s leg, in ${shown.handshake}`
      : shown.handshake
  const base = faultBase(input, backend)
  return {
    ...base,
    ...sourceOf(backend, host),
    should: hostsOf(leaf).some((one) => !one.includes('*'))
      ? `a name of the certificate (${names})`
      : base.should,
    why: `the certificate that the server showed (${where}) is for ${names}`,
    confidence: own === undefined ? CONFIDENCE.likely : CONFIDENCE.proven,
    evidence: [
      ...base.evidence,
      wireEvidence(shown, shown.frames.serverCertificate, 'certificate_list[0].subjectAltName', names),
    ],
  }
}

function sameOrNone({ serverName }: WireObservation, host: string): boolean {
  return serverName === null || bareName(serverName) === bareName(host)
}

/** Probe and traffic use different names: health then says nothing about traffic (facts 1.2.8). */
function differenceFault(
  input: CheckInput,
  { setting, probe, names, sku, isApim }: Backend,
  named: Fault | null,
): Fault | null {
  if (named !== null || sku === 'v1' || probe === null) return null
  const { probe: probed, live } = names
  if (probed.host === null || live.host === null || bareName(probed.host) === bareName(live.host)) return null
  // Of a host that is wrong in itself the probe is told.
  if (isApim && !['gateway', 'unknown'].includes(hostKind(input, probed.host))) return null
  const proof = healthyAndRefused(input, setting)
  return {
    property: setting.hostName === null ? 'the name of live traffic' : 'hostName',
    is: `"${quoted(live.host)}"`,
    should: `the name that the probe uses, "${quoted(probed.host)}", or the probe’s host that of the traffic`,
    why: `the probe can be healthy while traffic gets 502, or the other way round, for each is held against the certificate under its own name${
      proof === null ? '' : ', as is the case here'
    }`,
    severity: proof === null ? 'warning' : 'error',
    confidence: proof === null ? CONFIDENCE.likely : CONFIDENCE.strong,
    basis: 'inferred',
    evidence: proof ?? [],
  }
}

/** Health says Healthy of this setting's servers, and clients get 502 or 504 (facts 5.4); `null`: not both. */
function healthyAndRefused({ model, context }: CheckInput, setting: BackendSetting): Evidence[] | null {
  const servers = model.backendHealth.filter(
    (one) =>
      ofSameGateway(one, setting) &&
      one.backendSetting !== null &&
      sameName(one.backendSetting, setting.name),
  )
  const refused = context.wire.find(
    ({ leg, httpStatus }) => leg === 'client-gateway' && (httpStatus === 502 || httpStatus === 504),
  )
  if (refused === undefined || servers.length === 0) return null
  if (!servers.every(({ health }) => sameName(health, 'Healthy'))) return null
  return [
    ...servers.map(fileEvidence),
    wireEvidence(refused, refused.frames.httpResponse, 'Response', `HTTP ${refused.httpStatus}`),
  ]
}

type FaultBase = Pick<Fault, 'should' | 'severity' | 'confidence' | 'basis' | 'evidence'>

function faultBase(input: CheckInput, { setting, pools }: Backend): FaultBase {
  const hosts = gatewayHosts(input)
  const fqdns = fqdnsOf(pools)
  const should = hosts.length > 0 ? hosts : fqdns
  const said = healthOf(input, setting, ['backend-health-cn-mismatch', 'backend-health-v1-not-allow-listed'])
  return {
    should: should.length > 0 ? eitherOf(should) : 'a name of the backend’s certificate',
    severity: 'error',
    confidence: said === null ? CONFIDENCE.strong : corroborated(CONFIDENCE.strong),
    basis: 'documented',
    evidence: said?.evidence ?? [],
  }
}
