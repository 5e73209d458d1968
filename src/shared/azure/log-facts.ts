import { count } from '../diagnosis/words.ts'
import { type Fact, fact, some } from './fact.ts'
import type { ApimLogEntry, AzureModel } from './model.ts'

/** What rows of logs come to, one fact a log. */
export function logFacts({ accessLog, firewallLog, apimLog }: AzureModel): Fact[] {
  const [request] = accessLog
  const [rule] = firewallLog
  const [served] = apimLog
  return [
    ...(request === undefined
      ? []
      : [
          fact(
            'access-log',
            { at: request.at, name: count(accessLog.length, 'request'), of: request.gateway },
            [some(counted(accessLog.map(({ errorInfo }) => errorInfo ?? 'no error code')))],
          ),
        ]),
    ...(rule === undefined
      ? []
      : [
          fact(
            'firewall-log',
            { at: rule.at, name: count(firewallLog.length, 'rule met', 'rules met'), of: rule.gateway },
            [
              some(
                counted(
                  firewallLog.map(
                    ({ action, ruleId }) => `${action ?? 'action not shown'} by ${ruleId ?? 'a rule'}`,
                  ),
                ),
              ),
            ],
          ),
        ]),
    ...(served === undefined
      ? []
      : [
          fact('apim-log', { at: served.at, name: count(apimLog.length, 'request'), of: served.apim }, [
            some(counted(apimLog.map(answerText))),
          ]),
        ]),
  ]
}

/** `HTTP 500 (BackendConnectionFailure)`, `HTTP 403 from the backend`. */
function answerText({ responseCode, backendResponseCode, errorReason }: ApimLogEntry): string {
  const reason = errorReason === null ? '' : ` (${errorReason})`
  const backend =
    backendResponseCode === null || backendResponseCode === 0
      ? ''
      : backendResponseCode === responseCode
        ? ' from the backend'
        : `, the backend answered ${backendResponseCode}`
  return `HTTP ${responseCode ?? 'status not shown'}${reason}${backend}`
}

/** `3 × ERRORINFO_NO_ERROR`, each word once. */
function counted(words: readonly string[]): string[] {
  const times = new Map<string, number>()
  for (const word of words) times.set(word, (times.get(word) ?? 0) + 1)
  return [...times].map(([word, often]) => `${often} × ${word}`)
}
