import { httpStatusOf } from '../../../azure/checks/index.ts'
import { verifyCode } from '../../../azure/health/verify-codes.ts'
import { count, quoted } from '../../../diagnosis/words.ts'
import { type AnswerRead, NO_CONNECTION } from '../../answer/read-answer.ts'
import type { SClientReading } from '../../answer/s-client.ts'
import {
  calledHandshake,
  documentFacts,
  type Fill,
  factOf,
  fileSource,
  type Ground,
  handshakeSource,
  legOfAnswer,
  onLegs,
} from '../ground.ts'
import type { SessionHandshake } from '../knowledge.ts'
import type { Fact } from '../shape.ts'
import { chainFactsOfAnswers, chainFactsOnLegs } from './chains.ts'

/** The five live steps. */

/** What packets say against it is a finding of its own (`configuration-contradiction`). */
export const liveHealth: Fill = (ground) => {
  const servers = ground.knowledge.model.backendHealth
  const healthy = servers.filter(({ health }) => /^(?:healthy|up)$/i.test(health))
  const facts: Fact[] =
    servers.length === 0
      ? []
      : [
          factOf(
            `${healthy.length} of ${count(servers.length, 'backend server')} healthy.`,
            healthy.length === servers.length ? 'fine' : 'noted',
            servers.slice(0, 3).map(({ at }) => fileSource(at)),
          ),
        ]
  return { facts, needs: [{ what: 'backend health as it is now', met: servers.length > 0 }] }
}

export const liveDirect: Fill = (ground) => {
  const direct = onLegs(ground, 'direct')
  const told = [
    ...direct.slice(0, MOST).map(connectionFact),
    ...ground.knowledge.answers.flatMap((answer) => answerFacts(ground, answer)).slice(0, MOST),
  ]
  const unknown = onLegs(ground, 'unknown').length
  return {
    facts: told,
    needs: [
      {
        what:
          unknown > 0 && told.length === 0
            ? 'a connection that is known to go straight to API Management (tell its address: none of the handshakes has a leg)'
            : 'a connection straight to API Management',
        met: told.length > 0,
      },
    ],
  }
}

const MOST = 6

function connectionFact(handshake: SessionHandshake): Fact {
  const { document } = handshake
  const status = httpStatusOf(document)
  const ended =
    document.break !== null
      ? document.break.summary
      : document.outcome === 'completed'
        ? `completed${document.version === null ? '' : ` with ${document.version}`}${status === null ? '' : `, HTTP ${status}`}.`
        : 'the capture does not tell how it ended.'
  const fine = document.outcome === 'completed' && (status === null || status < 400)
  return factOf(`${calledHandshake(handshake)}: ${ended}`, fine ? 'fine' : 'noted', [
    handshakeSource(handshake),
  ])
}

function answerFacts(ground: Ground, answer: AnswerRead): Fact[] {
  const sources = [{ kind: 'answer' as const, name: answer.name }]
  const runs = answer.sClient.flatMap((run, at) =>
    legOfAnswer(ground, answer, at) === 'backend' ? [runFact(run, sources)] : [],
  )
  const { curl } = answer
  if (curl === null || legOfAnswer(ground, answer, 0) !== 'backend') return runs
  const from = curl.server === null ? '' : ` from “${quoted(curl.server)}”`
  const said =
    curl.error !== null
      ? factOf(`curl failed with ${curl.error.code}: ${quoted(curl.error.text)}.`, 'wrong', sources, {
          article: CURL_ARTICLES.get(curl.error.code) ?? 'network-path',
        })
      : curl.status === null
        ? factOf('curl got no answer that can be seen.', 'noted', sources)
        : factOf(
            `curl got HTTP ${curl.status}${from}.`,
            curl.status < 400 ? 'fine' : 'wrong',
            sources,
            curl.status < 400
              ? {}
              : curl.status === 401 || curl.status === 403
                ? { finding: 'apim-403-client-certificate', article: 'apim-policy' }
                : { article: 'solution-d-probe' },
          )
  return [...runs, said]
}

/** curl's exit codes (libcurl-errors): the article that helps first. */
const CURL_ARTICLES: ReadonlyMap<number, string> = new Map([
  [6, 'dns-and-hosts'],
  [7, 'network-path'],
  [28, 'network-path'],
  [35, 'tls-policy'],
  [56, 'client-certificate-not-sent'],
  [58, 'client-certificate-not-sent'],
  [60, 'solution-a-trusted-root'],
])

const NO_CONNECTION_CURES = {
  refused: { finding: 'tcp-refused', article: 'network-path' },
  timeout: { finding: 'tcp-no-answer', article: 'network-path' },
  unresolved: { finding: 'dns-unresolvable', article: 'dns-and-hosts' },
  unreachable: { article: 'network-path' },
} as const

function runFact(run: SClientReading, sources: Fact['sources']): Fact {
  if (run.noConnection !== null)
    return factOf(
      `openssl: ${NO_CONNECTION[run.noConnection]}.`,
      'wrong',
      sources,
      NO_CONNECTION_CURES[run.noConnection],
    )
  if (run.alert !== null)
    return factOf(
      `openssl was refused with alert ${run.alert}${run.requested === 'yes' ? ' after it was asked for a client certificate' : ''}.`,
      'wrong',
      sources,
      run.requested === 'yes' ? { article: 'client-certificate-not-sent' } : { article: 'tls-policy' },
    )
  return factOf(
    `openssl connected${run.version === null ? '' : ` with ${run.version}`}.`,
    run.version === null ? 'noted' : 'fine',
    sources,
  )
}

export const liveChain: Fill = (ground) => {
  const seen = [
    ...chainFactsOnLegs(ground, ['gateway-apim', 'direct']),
    ...chainFactsOfAnswers(ground, 'backend'),
  ]
  const verified = ground.knowledge.answers.flatMap((answer) =>
    answer.sClient.flatMap(({ verify }, at): Fact[] => {
      if (verify === null || verify.code === 0 || legOfAnswer(ground, answer, at) !== 'backend') return []
      const told = verifyCode(verify.code)
      return [
        factOf(
          `openssl’s verify code is ${verify.code} (${quoted(verify.text)}): this machine’s opinion by its own roots, not the gateway’s.`,
          'noted',
          [{ kind: 'answer', name: answer.name }],
          { article: told?.fix.articles[0] ?? null },
        ),
      ]
    }),
  )
  return {
    facts: [...seen, ...verified],
    needs: [{ what: 'the chain that API Management sends', met: seen.length > 0 }],
  }
}

/** Facts 2.22: accepted today. */
const SOUND_POLICY = /^AppGwSslPolicy(?:20170401S|2022\d{4}S?)$/i

export const liveTlsPolicy: Fill = (ground) => {
  const { gateways, tlsPolicies } = ground.knowledge.model
  const ownless = gateways.filter(
    ({ name }) =>
      !tlsPolicies.some(
        ({ gateway, sslProfile }) =>
          sslProfile === null && (gateway === null || gateway.toLowerCase() === name.toLowerCase()),
      ),
  )
  const defaults = ownless.filter(({ defaultPredefinedSslPolicy }) => defaultPredefinedSslPolicy !== null)
  return {
    facts: [
      ...documentFacts(
        ground,
        ['ssl-policy'],
        ({ name, says }) => SOUND_POLICY.test(name) || says.includes('CustomV2'),
      ),
      ...defaults.map((gateway) =>
        factOf(
          `${gateway.name} has no policy of its own: the default counts, ${gateway.defaultPredefinedSslPolicy}.`,
          SOUND_POLICY.test(gateway.defaultPredefinedSslPolicy ?? '') ? 'fine' : 'noted',
          [fileSource(gateway.at)],
        ),
      ),
    ],
    needs: [{ what: 'the TLS policy of the listener', met: tlsPolicies.length + defaults.length > 0 }],
  }
}
