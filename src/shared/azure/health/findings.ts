import { printable } from '../../bytes/text.ts'
import { CONFIDENCE, type Evidence, type Finding } from '../../diagnosis/finding.ts'
import { FINDINGS } from '../../diagnosis/taxonomy.ts'
import { list, quoted } from '../../diagnosis/words.ts'
import type { GatewaySku } from '../../runbook/article.ts'
import type { ConfigurationNote } from '../checks/index.ts'
import type { AzureModel, BackendServerHealth, HealthReport } from '../model.ts'
import type { HealthFix } from './fixes.ts'
import { type HealthLogMatch, matchHealthLog } from './match.ts'
import { MEANINGS } from './meanings.ts'
import type { HealthFindingId } from './messages.ts'
import { normalised } from './normalise.ts'
import { verifyCode } from './verify-codes.ts'

/** What backend health says, as findings of the backend leg, and what it says that is none. */
export interface HealthOpinion {
  readonly findings: readonly Finding[]
  readonly notes: readonly ConfigurationNote[]
  /** Whether any server is not in use, understood or not. */
  readonly unhealthy: boolean
}

type KnownLog = Extract<HealthLogMatch, { kind: 'known' }>

/** Servers of which the same is said. */
interface Group {
  readonly id: HealthFindingId
  readonly known: KnownLog | null
  readonly servers: BackendServerHealth[]
}

/** Everything the gateway says of its backends. Servers with the same fault share one finding. */
export function judgeHealth(model: AzureModel): HealthOpinion {
  const groups = new Map<string, Group>()
  const notes = new Map<string, BackendServerHealth[]>()
  const add = (id: HealthFindingId, known: KnownLog | null, server: BackendServerHealth): void => {
    const detail = known?.verifyCode ?? known?.status?.received ?? ''
    const group = groups.get(`${id} ${detail}`) ?? { id, known, servers: [] }
    group.servers.push(server)
    groups.set(`${id} ${detail}`, group)
  }
  let unhealthy = false
  for (const server of model.backendHealth) {
    const state = stateOf(server)
    if (state === 'healthy') continue
    if (state === 'unhealthy') unhealthy = true
    const match = matchHealthLog(server.log, skuFor(model, server))
    if (match.kind === 'known') add(match.message.id, match, server)
    else if (state === 'unknown') add('backend-health-unknown', null, server)
    else {
      // Addresses and times in it make no other message of it.
      const said = `${server.health} ${normalised((server.log ?? '').slice(0, 500)).replace(/\d+/g, '#')}`
      const alike = notes.get(said)
      if (alike !== undefined) alike.push(server)
      else if (notes.size < MOST_NOTES) notes.set(said, [server])
    }
  }
  return {
    findings: [...[...groups.values()].map(findingOf), ...model.healthReports.flatMap(withoutServers)],
    notes: [...notes.values()].map(noteOf),
    unhealthy,
  }
}

/** `Up` and `Down` are what the API calls them in some versions. */
function stateOf({ health }: BackendServerHealth): 'healthy' | 'unhealthy' | 'unknown' | 'other' {
  switch (health.toLowerCase()) {
    case 'healthy':
    case 'up':
      return 'healthy'
    case 'unhealthy':
    case 'down':
      return 'unhealthy'
    case 'unknown':
      return 'unknown'
    default:
      return 'other'
  }
}

function skuFor({ gateways }: AzureModel, { gateway }: BackendServerHealth): GatewaySku | null {
  const own = gateways.find(({ name }) => name.toLowerCase() === gateway?.toLowerCase())
  return (own ?? (gateways.length === 1 ? gateways[0] : undefined))?.sku ?? null
}

function findingOf({ id, known, servers }: Group): Finding {
  const { beside, disproof } = MEANINGS[id]
  const { cause, fix, explained } = inDetail(id, known)
  const [first] = servers
  const said = known === null ? [] : [`Backend health says: “${quotedLog(first?.log ?? '')}”.`]
  return {
    id,
    severity: FINDINGS[id].severity,
    confidence: confidenceOf(known),
    leg: 'gateway-apim',
    summary: `${subject(servers)}: ${cause}.`,
    explanation: [...said, ...explained, beside, `Where it is set: ${fix.setting}. ${fix.text}`]
      .filter((sentence) => sentence !== '')
      .join(' '),
    evidence: servers.slice(0, MOST_EVIDENCE).map(pointAt),
    disproof,
    fixes: [...new Set([...fix.articles, ...FINDINGS[id].articles])],
    because: cause,
  }
}

const MOST_EVIDENCE = 10
const MOST_NOTES = 20

/** Cause and cure, told as exactly as the message does. */
function inDetail(
  id: HealthFindingId,
  known: KnownLog | null,
): { readonly cause: string; readonly fix: HealthFix; readonly explained: readonly string[] } {
  const { cause, fix } = MEANINGS[id]
  if (known?.status) return { ...ofStatus(known.status), fix }
  const code = known?.verifyCode ?? null
  if (code === null) return { cause, fix, explained: [] }
  const told = verifyCode(code)
  const named = `(OpenSSL verify code ${code})`
  if (told === null)
    return { cause: `${cause} ${named}`, fix, explained: ['This program does not know that code.'] }
  return {
    cause: `${told.cause} ${named}`,
    fix: told.fix,
    explained: [`In OpenSSL's words code ${code} is “${told.text}”.`],
  }
}

function ofStatus({ expected, received }: NonNullable<KnownLog['status']>) {
  const answered = `the backend answered the probe with HTTP ${received}`
  const asksForMore = received === '401' || received === '403'
  return {
    cause:
      expected === null
        ? `${answered}, which the probe does not accept`
        : `${answered} where the probe wants ${expected}`,
    explained: asksForMore
      ? [
          'Health probes carry no client certificate and no credentials, so a path that asks for either is refused.',
        ]
      : [],
  }
}

/** That the gateway says so is certain; how far its wording is understood is not always. */
function confidenceOf(known: KnownLog | null): number {
  if (known === null || known.confidence !== 'documented') return CONFIDENCE.strong
  return known.by === 'wording' ? CONFIDENCE.proven : CONFIDENCE.strong
}

/** `Application Gateway agw-edge holds 10.0.2.5 unhealthy (setting https-apim)`. */
function subject(servers: readonly BackendServerHealth[]): string {
  const [first] = servers
  const gateway =
    first?.gateway === null || first === undefined
      ? 'The gateway'
      : `Application Gateway ${quoted(first.gateway)}`
  const names = [...new Set(servers.map(({ address }) => quoted(address ?? 'a server')))]
  const settings = [...new Set(servers.flatMap(({ backendSetting }) => backendSetting ?? []))].map(quoted)
  const under =
    settings.length === 0 ? '' : ` (${settings.length === 1 ? 'setting' : 'settings'} ${list(settings, 3)})`
  const state = first?.health.toLowerCase() === 'unknown' ? 'does not know the health of' : 'does not use'
  return `${gateway} ${state} ${list(names, 3)}${under}`
}

function pointAt({ at }: { readonly at: HealthReport['at'] }): Evidence {
  return { kind: 'file', file: at.file, pointer: at.pointer }
}

/** A report in which nobody stands. */
function withoutServers(report: HealthReport): Finding[] {
  if (report.said === null && report.servers > 0) return []
  const id = 'backend-health-no-permission'
  const { cause, fix, disproof } = MEANINGS[id]
  const gateway = report.gateway === null ? '' : ` of ${quoted(report.gateway)}`
  const denied = report.said !== null && !/^"?no results/i.test(report.said)
  return [
    {
      id,
      severity: FINDINGS[id].severity,
      confidence: denied ? CONFIDENCE.proven : report.said === null ? CONFIDENCE.possible : CONFIDENCE.strong,
      leg: 'gateway-apim',
      summary:
        report.said === null
          ? `The backend health${gateway} lists no server: probably ${cause}.`
          : `There is no backend health${gateway} to read: ${cause}.`,
      explanation: [
        report.said === null
          ? 'The report came back empty. A gateway whose rules lead to no backend, or that is stopped, would look the same.'
          : `Azure answered: “${quotedLog(report.said)}”.`,
        `Where it is set: ${fix.setting}. ${fix.text}`,
      ].join(' '),
      evidence: [pointAt(report)],
      disproof,
      fixes: fix.articles,
      because: cause,
    },
  ]
}

/** Something is wrong, or in between, and no fact tells what the wording means. */
function noteOf(servers: readonly BackendServerHealth[]): ConfigurationNote {
  const [first] = servers
  const { health, log } = first ?? { health: '', log: null }
  const names = list([...new Set(servers.map(({ address }) => quoted(address ?? 'a server')))], 3)
  const told = IN_BETWEEN.get(health.toLowerCase())
  const said =
    log === null
      ? 'It gives no reason: ask again in a minute, and look at the health of each instance in the portal.'
      : `It says: “${quotedLog(log)}”. No fact here tells what that wording means, so nothing is concluded from it.`
  return {
    kind: 'unknown',
    leg: 'gateway-apim',
    summary: `${names} ${told ?? `is ${quoted(health)}, for a reason that is not recognised`}.`,
    explanation: told !== undefined && log === null ? 'It gives no reason.' : said,
    evidence: servers.slice(0, MOST_EVIDENCE).map(pointAt),
    fixes: ['backend-health'],
  }
}

const IN_BETWEEN: ReadonlyMap<string, string> = new Map([
  ['partial', 'is Partial: some instances of the gateway reach it and others do not'],
  ['draining', 'is Draining: it was taken out and only finishes what it had begun'],
])

const LONGEST_QUOTE = 500

/** Word for word, and of bearable length. */
function quotedLog(log: string): string {
  const words = printable(log.slice(0, LONGEST_QUOTE).replace(/\s+/g, ' ').trim())
  return words.replace(/[.\s]+$/, '')
}
