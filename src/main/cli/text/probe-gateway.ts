import { printable } from '../../../shared/bytes/text.ts'
import type { GatewayJudgementDocument, ProbeDocument } from '../../../shared/contract/probe.ts'
import { lineWidth, paint } from '../terminal.ts'
import { heading } from './probe-certificates.ts'
import { wrap } from './wrap.ts'

const OUTLOOK = {
  healthy: ['green', 'healthy'],
  unhealthy: ['red', 'UNHEALTHY'],
  uncertain: ['yellow', 'uncertain'],
} as const

/** What Application Gateway would say of this backend, and which setting cures it. */
export function gatewayLines(judgement: GatewayJudgementDocument): string[] {
  const { sku, host, outlook, sentence, message, cause, fix, alternatives, checks, unverified } = judgement
  const [colour, word] = OUTLOOK[outlook]
  const whose = `What Application Gateway ${sku} would say${host === null ? '' : ` of it as ${host}`}`
  const lines = [`${heading(whose)}: ${paint(colour, word)}`]
  if (message === null) lines.push(...told(sentence, 2))
  else {
    lines.push(`  Backend health (${message.confidence}):`)
    lines.push(...told(`“${message.text}”`, 4))
  }
  if (cause !== null) lines.push(...told(`Cause: ${cause}`, 2))
  if (fix !== null) lines.push(...told(`Fix, ${fix.setting}: ${fix.text}`, 2))
  for (const { name, result, text } of checks) {
    if (result === 'failed' || result === 'risk')
      lines.push(...told(`${checkMark(result)} ${name}: ${text}`, 2))
  }
  const passed = checks.filter(({ result }) => result === 'passed').map(({ name }) => name)
  if (passed.length > 0) lines.push(...told(`✓ passed: ${passed.join(', ')}`, 2))
  if (alternatives.length > 0) {
    lines.push('  It may also say:', ...alternatives.flatMap(({ text }) => told(`“${text}”`, 4)))
  }
  for (const { text } of unverified) lines.push(...told(`UNVERIFIED: ${text}`, 2))
  return lines
}

function checkMark(result: 'failed' | 'risk'): string {
  return result === 'failed' ? '✗' : '?'
}

/** Whom the hello imitates, what that client would do, and what of it nobody could confirm. */
export function profileLines(profile: NonNullable<ProbeDocument['profile']>): string[] {
  const { id, title, differences, unverified, reaction } = profile
  const lines = [heading(`Greeted as ${title} (${id})`)]
  if (reaction !== null) lines.push(...told(reaction.sentence, 2))
  for (const difference of differences) lines.push(...told(difference, 2))
  for (const { what, why } of unverified) lines.push(...told(`UNVERIFIED: ${partsText(what)}. ${why}`, 2))
  return lines
}

/** `its hello (versions, groups)`: every part of a hello is called `hello.…`. */
function partsText(parts: readonly string[]): string {
  const hello = parts.flatMap((part) => /^hello\.(.+)$/.exec(part)?.[1] ?? [])
  return hello.length === parts.length ? `its hello (${hello.join(', ')})` : parts.join(', ')
}

function told(text: string, indent: number): string[] {
  return wrap(printable(text), indent, lineWidth())
}
