import { STATUS_PATHS } from '../../../conversation/http-facts.ts'
import { CONFIDENCE } from '../../../diagnosis/finding.ts'
import type { FindingId } from '../../../diagnosis/taxonomy.ts'
import { quoted } from '../../../diagnosis/words.ts'
import type { HealthProbe } from '../../model.ts'
import {
  type CheckInput,
  type ConfigurationCheck,
  type ConfigurationDraft,
  corroborated,
  fileEvidence,
} from '../check.ts'
import { gatewayHosts, hostKind, isApimBackend, mayBeDescribed } from '../support/apim-hosts.ts'
import { type Backend, backends } from '../support/backend.ts'
import { eitherOf, type Fault, faultsTogether } from '../support/fault.ts'
import { healthOf } from '../support/health.ts'
import { called, isTls, sameName, settingsWith } from '../support/links.ts'
import { accepts, statusFault, timeFaults } from '../support/probe-terms.ts'

const STATUS_PATH = '/status-0123456789abcdef'

/**
 * The probe asks what API Management does not answer with 200 (facts 1.2.1, 1.2.5, 4.4.4, 4.4.11, 3.1, 3.5; seed 000,
 * question 4): path, host, protocol, port, accepted codes, times. A probe that picks its host takes it from the
 * setting. Without a probe the default one asks for `/` at 127.0.0.1. Only probes of API Management are judged, but
 * for their times and for a protocol other than the setting's.
 */
export const probeMisconfigured: ConfigurationCheck = {
  id: 'probe-misconfigured',
  check(input) {
    const bound = backends(input).filter(
      ({ setting }) => setting.protocol === null || isHttp(setting.protocol),
    )
    const alone = input.model.probes.filter((probe) => settingsWith(input.model, probe).length === 0)
    return [
      ...bound.flatMap((backend) => defaultProbe(input, backend) ?? []),
      ...onceEach(bound).flatMap((backend) =>
        backend.probe === null ? [] : (ofProbe(input, backend.probe, backend) ?? []),
      ),
      ...alone.flatMap((probe) => ofProbe(input, probe, null) ?? []),
    ]
  },
}

function isHttp(protocol: string): boolean {
  return sameName(protocol, 'Http') || sameName(protocol, 'Https')
}

/** A probe that several settings share is told of once, with the setting that shows most. */
function onceEach(bound: readonly Backend[]): Backend[] {
  const first = new Map<HealthProbe, Backend>()
  for (const backend of bound) {
    const { probe } = backend
    if (probe !== null && (!first.has(probe) || (backend.isApim && first.get(probe)?.isApim === false)))
      first.set(probe, backend)
  }
  return [...first.values()]
}

function ofProbe(input: CheckInput, probe: HealthProbe, backend: Backend | null): ConfigurationDraft | null {
  const isApim = backend?.isApim ?? isApimBackend(input, [probe.host], [], probe.path)
  const faults = [
    ...(isApim ? [...pathFaults(input, probe, backend), ...hostFaults(input, probe, backend)] : []),
    ...protocolFaults(input, probe, backend, isApim),
    ...(isApim ? statusFault(input, probe, backend) : []),
    ...timeFaults(input, probe, backend),
  ]
  const at = [fileEvidence(probe), ...(backend === null ? [] : [fileEvidence(backend.setting)])]
  const draft = faultsTogether(called('probe', probe), at, faults)
  return draft && { ...draft, leg: 'gateway-apim', disproof: DISPROOF }
}

const DISPROOF =
  'Backend health that says Healthy for the server with this very probe, or the status of the same path asked from the jump box: curl with --resolve, the probe’s host and its path.'

function pathFaults(input: CheckInput, probe: HealthProbe, backend: Backend | null): Fault[] {
  const { path } = probe
  if (path === null || STATUS_PATHS.has(path)) return []
  const [bare = ''] = path.split('?')
  if (STATUS_PATHS.has(bare)) return []
  const misspelt = /status/i.test(path) && path.includes('0123456789abcdef')
  const others = accepts(probe, 401) || accepts(probe, 404)
  return [
    {
      property: 'path',
      is: `"${quoted(path)}"`,
      should: `"${STATUS_PATH}"`,
      why: misspelt
        ? 'that is the status path misspelt, and API Management answers 404 there'
        : path === '/'
          ? 'API Management has nothing there and answers 404, whatever its state'
          : 'that is an API, or nothing: it wants a subscription key or answers 404, while the status path answers 200 without key and certificate',
      severity: others ? 'warning' : 'error',
      ...surer(input, backend, misspelt || path === '/' ? CONFIDENCE.strong : CONFIDENCE.likely, [
        'backend-health-status-mismatch',
        'backend-health-body-mismatch',
      ]),
      basis: 'documented',
    },
  ]
}

/** The name the probe asks for: its own, or the setting's. */
function hostFaults(input: CheckInput, probe: HealthProbe, backend: Backend | null): Fault[] {
  const picks = probe.pickHostNameFromBackendSettings === true
  if (picks && backend === null) return []
  const host = picks ? (backend?.names.probe.host ?? null) : probe.host
  const should = shouldBeOneOf(input)
  const base = {
    property: picks ? 'pickHostNameFromBackendHttpSettings' : 'host',
    should: picks ? `false, with host set to ${should}` : should,
    severity: 'error' as const,
    basis: 'documented' as const,
    ...surer(input, backend, CONFIDENCE.strong, [
      'backend-health-cn-mismatch',
      'backend-health-status-mismatch',
    ]),
  }
  if (host === null) {
    if (!picks) return probe.partial ? [] : [{ ...base, is: 'not set', why: NO_NAME }]
    return [{ ...base, is: 'true', why: `the setting names no host to pick, so ${NO_NAME}` }]
  }
  // What is wrong with the setting's own name is told of the setting.
  if (picks) return []
  const is = `"${quoted(host)}"`
  switch (hostKind(input, host)) {
    case 'address':
      return [
        {
          ...base,
          is,
          why: 'an address never goes into server_name, and API Management listens on its host names alone, not on its address',
        },
      ]
    case 'other-endpoint':
      return [
        {
          ...base,
          is,
          why: 'that is another endpoint of API Management: only the gateway’s host name has the status path',
        },
      ]
    case 'foreign':
      if (!mayBeDescribed(input, backend?.pools ?? [], backend?.setting.hostName ?? null)) return []
      return [
        { ...base, is, why: 'API Management does not know that name: it answers its own host names alone' },
      ]
    case 'gateway':
    case 'unknown':
      return []
  }
}

const NO_NAME = 'the probe has neither server_name nor a Host that API Management knows'

function shouldBeOneOf(input: CheckInput): string {
  const hosts = gatewayHosts(input)
  return hosts.length === 0 ? 'a host name of API Management’s gateway' : eitherOf(hosts)
}

function protocolFaults(
  input: CheckInput,
  probe: HealthProbe,
  backend: Backend | null,
  isApim: boolean,
): Fault[] {
  const { setting } = backend ?? { setting: null }
  const faults: Fault[] = []
  const grounds = surer(input, backend, CONFIDENCE.strong, [
    'backend-health-cannot-connect',
    'backend-health-status-mismatch',
    'backend-health-timeout',
  ])
  const differs =
    setting?.protocol != null && probe.protocol !== null && !sameName(setting.protocol, probe.protocol)
  if (probe.protocol !== null && ((isApim && !isTls(probe.protocol)) || differs)) {
    faults.push({
      property: 'protocol',
      is: `"${quoted(probe.protocol)}"`,
      should: `"${isApim ? 'Https' : quoted(setting?.protocol ?? 'Https')}"`,
      why: isApim
        ? 'API Management’s gateway serves TLS; its port 80 is optional and says nothing about the TLS that traffic uses'
        : 'the probe then tests something else than traffic uses',
      severity: isApim ? 'error' : 'warning',
      ...grounds,
      basis: isApim ? 'documented' : 'inferred',
    })
  }
  const port = probe.port ?? setting?.port ?? null
  if (isApim && port !== null && port !== 443 && isTls(probe.protocol)) {
    faults.push({
      property: probe.port === null ? 'port of the backend setting' : 'port',
      is: String(port),
      should: '443',
      why: 'API Management’s gateway serves TLS on 443 alone',
      severity: 'error',
      ...grounds,
      basis: 'documented',
    })
  }
  return faults
}

/** API Management behind a setting without a probe of its own: the default one cannot succeed. */
function defaultProbe(input: CheckInput, backend: Backend): ConfigurationDraft | null {
  const { setting, isApim } = backend
  if (!isApim || setting.probe !== null || setting.partial) return null
  const draft = faultsTogether(
    called('backend setting', setting),
    [fileEvidence(setting)],
    [
      {
        property: 'probe',
        is: 'not set',
        should: `a probe for "${STATUS_PATH}" at ${shouldBeOneOf(input)}`,
        why: 'the default probe asks 127.0.0.1 for "/" and counts 200 to 399 as healthy; API Management has nothing at "/"',
        severity: 'error',
        ...surer(input, backend, CONFIDENCE.strong, [
          'backend-health-status-mismatch',
          'backend-health-cn-mismatch',
        ]),
        basis: 'documented',
      },
    ],
  )
  return draft && { ...draft, leg: 'gateway-apim', disproof: DISPROOF }
}

/** Surer where the gateway's own health messages say so too. */
function surer(
  input: CheckInput,
  backend: Backend | null,
  confidence: number,
  ids: readonly FindingId[],
): Pick<Fault, 'confidence' | 'evidence'> {
  const said = healthOf(input, backend?.setting ?? null, ids)
  return said === null
    ? { confidence, evidence: [] }
    : { confidence: corroborated(confidence), evidence: said.evidence }
}
