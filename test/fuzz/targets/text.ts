import { Command, CommanderError } from 'commander'
import { withAnalyzeOptions } from '../../../src/main/cli/analyze-options.ts'
import { utf8, utf8Bytes } from '../../../src/shared/bytes/text.ts'
import { parseArticle } from '../../../src/shared/runbook/parse-article.ts'
import {
  fill,
  isSafeValue,
  PLACEHOLDERS,
  type PlaceholderName,
  placeholderProblems,
} from '../../../src/shared/runbook/placeholders.ts'
import { SAMPLE } from '../../unit/shared/runbook/sample-article.ts'
import { textElements } from '../grammar/text.ts'
import { must, type Target } from '../target.ts'

const article: Target = {
  name: 'article',
  seeds: () => [utf8Bytes(SAMPLE)],
  grammar: textElements,
  run: (bytes) => {
    const text = utf8(bytes)
    const parsed = parseArticle('sample.md', text)
    if (parsed.ok) return
    const lines = text.split(/\r?\n/).length
    must(parsed.problems.length > 0, () => 'refused without a reason')
    for (const { line, message } of parsed.problems) {
      must(line >= 1 && line <= lines + 1, () => `a problem on line ${line} of ${lines}`)
      must(message !== '', () => 'a problem without words')
    }
  },
}

/** What a shell, PowerShell, KQL or XML would take for more than a value. */
const METACHARACTERS = /["'`$;&|<>(){}\n\r\\!#]/
const NAMES = Object.keys(PLACEHOLDERS) as PlaceholderName[]

/** The first line is the value given for every name, the rest the text to fill. */
const placeholders: Target = {
  name: 'placeholders',
  seeds: () =>
    [
      'apim.contoso.internal\naz network application-gateway show -g "<rg>" -n "<gateway>" # <host> <unknown> <!-- -->',
      '10.0.0.4\n<backend-ip> <gateway-ip><rg',
      `AB12\n${SAMPLE}`,
    ].map(utf8Bytes),
  grammar: textElements,
  run: (bytes) => {
    const [value = '', ...rest] = utf8(bytes).split('\n')
    const text = rest.join('\n')
    const known = Object.fromEntries(NAMES.map((name) => [name, value]))
    const filled = fill(text, known)
    must(
      filled.segments.map((segment) => segment.text).join('') === filled.text,
      () => 'the pieces are not the text',
    )
    for (const segment of filled.segments) {
      if (segment.kind === 'filled')
        must(!METACHARACTERS.test(segment.text), () => `${segment.text} was written into a command`)
    }
    for (const name of NAMES)
      must(!isSafeValue(name, value) || !METACHARACTERS.test(value), () => `${value} passes for <${name}>`)
    must(fill(text, {}).text === text, () => 'filling with nothing changes the text')
    for (const context of ['bash', 'powershell', 'kql', 'xml', 'prose'] as const)
      placeholderProblems(text, context)
  },
}

/** Arguments of `analyze`, one a line. */
const commandLine: Target = {
  name: 'command-line',
  seeds: () =>
    [
      '--host\napim.contoso.internal\n--port\n8443\n--expect-mtls\na.pcap',
      '--at=2026-11-22T01:43:16Z\n--trusted-root\nroot.pem\n--trusted-root\nother.pem\n--\n-x',
      '--gateway\n10.0.0.4\n--apim=10.0.0.5\n--client-ca\nca.pem\n--client-cert\nme.pem\n-',
    ].map(utf8Bytes),
  grammar: textElements,
  run: (bytes) => {
    const program = new Command('tlscope')
      .exitOverride()
      .configureOutput({ writeErr: () => {}, writeOut: () => {} })
    let ran = false
    const analyze = withAnalyzeOptions(program.command('analyze').argument('<captures...>')).exitOverride()
    analyze.configureOutput({ writeErr: () => {}, writeOut: () => {} })
    analyze.action((captures: string[], options: { port?: number; at?: number }) => {
      ran = true
      must(captures.length > 0, () => 'ran without a capture')
      must(
        options.port === undefined || (options.port >= 1 && options.port <= 65535),
        () => `port ${options.port}`,
      )
      must(options.at === undefined || Number.isFinite(options.at), () => `time ${options.at}`)
    })
    try {
      program.parse(['analyze', ...utf8(bytes).split('\n')], { from: 'user' })
      must(ran, () => 'neither ran nor complained')
    } catch (error) {
      if (!(error instanceof CommanderError)) throw error
      must(error.message !== '', () => 'a complaint without words')
    }
  },
}

export const TEXT_TARGETS: readonly Target[] = [article, placeholders, commandLine]
