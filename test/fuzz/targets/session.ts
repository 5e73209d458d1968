import { readChecklist } from '../../../src/main/incident/session/checklist.ts'
import { mergeModels } from '../../../src/shared/azure/merge.ts'
import { EMPTY_MODEL } from '../../../src/shared/azure/model.ts'
import { utf8Bytes } from '../../../src/shared/bytes/text.ts'
import { sessionDocument, sessionSchema } from '../../../src/shared/contract/session.ts'
import { readAnswer } from '../../../src/shared/incident/answer/read-answer.ts'
import { sessionOf } from '../../../src/shared/incident/session/session-of.ts'
import { indexArticles } from '../../../src/shared/runbook/article-index.ts'
import { textElements } from '../grammar/text.ts'
import { AZURE_DOCUMENTS } from '../seeds/documents.ts'
import { must, type Target } from '../target.ts'

const ASKED = `$ openssl s_client -connect "10.0.2.5:443" -servername "apim.contoso.internal" </dev/null
CONNECTED(00000003)
---
Certificate chain
 0 s:CN = apim.contoso.internal
   i:CN = Contoso Issuing CA
---
Acceptable client certificate CA names
CN = Contoso Client Root
Client Certificate Types: RSA sign, ECDSA sign
---
New, TLSv1.2, Cipher is ECDHE-RSA-AES256-GCM-SHA384
    Master-Key: 20976D9AA91E12433C3E23B588DE6891
    Verify return code: 20 (unable to get local issuer certificate)
error:0A000410:SSL routines::sslv3 alert handshake failure:SSL alert number 40
`

const CURL = `* Connected to apim.contoso.internal (10.0.2.5) port 443
* TLSv1.2 (IN), TLS handshake, Request CERT (13):
> GET / HTTP/1.1
> Host: apim.contoso.internal
< HTTP/1.1 403 Forbidden
< Server: Microsoft-IIS/10.0
curl: (56) alert number 116
`

const REFUSED = `$ openssl s_client -connect h:443 -servername h </dev/null
40:error:8000006F:system library:BIO_connect:Connection refused:calling connect()
connect:errno=111
`
const SILENT = `$ openssl s_client -connect h:443
BIO_lookup_ex:system lib:Name or service not known
CONNECTED(00000003)
---
No client certificate CA names sent
---
SSL handshake has read 7 bytes and written 323 bytes
New, (NONE), Cipher is (NONE)
`
const TIMED = '200 in 0.35 s\ncurl: (28) Operation timed out\n* Trying [2001:db8::4]:443...\n'

const KEY = 'see\n-----BEGIN PRIVATE KEY-----\nMIIEvQ==\n-----END PRIVATE KEY-----\n'
const PEM = '-----BEGIN CERTIFICATE-----\nMIIBIjAN\n-----END CERTIFICATE-----\n'

const checklist = readChecklist()
const noArticles = indexArticles([])
const ITEMS = [null, ...checklist.items.map(({ id }) => id)]

/** Text that somebody pasted as an answer, damaged, and the session that comes of it. */
const session: Target = {
  name: 'session',
  seeds: () => [
    ...[
      ASKED,
      CURL,
      KEY,
      PEM,
      `${ASKED}${PEM}${ASKED}`,
      REFUSED,
      SILENT,
      TIMED,
      'ask the firewall team on Monday',
    ].map(utf8Bytes),
    ...AZURE_DOCUMENTS.filter((_, at) => at % 5 === 0),
  ],
  grammar: textElements,
  run: (bytes, random) => {
    const answer = readAnswer(bytes, 'pasted', random.pick(ITEMS) ?? null)
    for (const problem of answer.problems)
      must(problem.startsWith('pasted: '), () => `no sentence that names the paste: ${problem}`)
    must((answer.note ?? '').length <= 4_000, () => 'a note without bounds')
    const filled = sessionOf(
      {
        model: answer.azure === null ? EMPTY_MODEL : mergeModels([answer.azure.parts]),
        documents: [],
        findings: [],
        notes: [],
        handshakes: [],
        window: null,
        answers: [answer, answer],
        typed: { host: 'apim.contoso.internal', 'gateway-host': answer.sClient[0]?.serverName ?? 'x' },
        assumed: {},
        place: {},
        logged: [],
        ways: [],
        transactions: [answer.sClient[0]?.target ?? ''],
        captureNames: {},
        nowMillis: 1_795_000_000_000,
      },
      checklist,
      noArticles,
    )
    const { error } = sessionSchema.safeParse(sessionDocument(filled))
    must(error === undefined, () => `not of its schema: ${error?.message}`)
    for (const { text } of filled.queries)
      for (const line of text.split('\n').slice(1))
        must(
          /^(?:\| (?:where|extend|project|order) | {4}\w+ = )/.test(line),
          () => `out of its query: ${line}`,
        )
  },
}

export const SESSION_TARGETS: readonly Target[] = [session]
