import { columns } from '../table.mjs'

export const PROBE_MARKS = { begin: '<!-- probe table -->', end: '<!-- /probe table -->' }

const HEAD = ['questions', 'program', 'wall s', 'CPU s', 'connections', 'right', 'tlscope is', 'target']

/** The comparison of the matrix with other programs as it is printed. */
export function probeTableText(results, machine, runs) {
  const rows = results.map((result) =>
    result.absent === undefined
      ? [
          `${result.subject}, ${result.questions}`,
          result.name,
          result.wall.toFixed(2),
          result.cpu === null ? '–' : result.cpu.toFixed(2),
          String(result.connections),
          result.answered === 0 ? 'does not say' : `${result.right} of ${result.answered}`,
          result.ratio === 1 ? '' : `${result.ratio.toFixed(result.ratio < 10 ? 2 : 0)} × as fast`,
          result.target === null
            ? ''
            : `${result.target} × ${result.ratio >= result.target ? 'met' : 'missed'}`,
        ]
      : [
          `${result.subject}, ${result.questions}`,
          result.name,
          `no ${result.absent} here`,
          '',
          '',
          '',
          '',
          '',
        ],
  )
  const heading = `Medians of ${runs} interleaved run${runs === 1 ? '' : 's'} against one server on loopback; “right” is the worst run. ${machine}.`
  return `${heading}\n\n${columns(HEAD, rows, (at) => at >= 2 && at <= 4)}\n\n${columns(...ANSWERS, () => false)}\n`
}

const ANSWERS = [
  ['can it say', 'tlscope matrix', 's_client, a loop', 'sslscan', 'testssl.sh -p -s'],
  [
    ['which versions are spoken', 'yes', 'yes', 'yes', 'yes'],
    ['which protocol ALPN chooses', 'yes, each', 'yes, each', 'no', 'the list'],
    [
      'works with none, leaf, chain',
      'yes',
      'not for sure in TLS 1.3',
      'not in TLS 1.3',
      'no client certificates',
    ],
    ['the same without SNI', 'yes', 'yes', 'no', 'no'],
    ['which CAs are accepted', 'yes', 'in its output', 'yes', 'no'],
    ['what HTTP says behind it', 'yes, HTTP/2 too', 'HTTP/1.1 alone', 'no', 'not with client certificates'],
    ['what explains the difference', 'one sentence', 'no', 'no', 'no'],
    ['every cipher suite', 'no', 'no', 'yes', 'by strength'],
  ],
]
