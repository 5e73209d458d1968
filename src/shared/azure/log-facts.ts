import { count } from '../diagnosis/words.ts'
import { type Fact, fact, some } from './fact.ts'
import type { AzureModel } from './model.ts'

/** What rows of the gateway's logs come to, one fact a log. */
export function logFacts({ accessLog, firewallLog }: AzureModel): Fact[] {
  const [request] = accessLog
  const [rule] = firewallLog
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
  ]
}

/** `3 × ERRORINFO_NO_ERROR`, each word once. */
function counted(words: readonly string[]): string[] {
  const times = new Map<string, number>()
  for (const word of words) times.set(word, (times.get(word) ?? 0) + 1)
  return [...times].map(([word, often]) => `${often} × ${word}`)
}
