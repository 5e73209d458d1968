import { LEGS, type Leg } from '../conversation/vocabulary.ts'
import {
  APIM_TIERS,
  type ApimTier,
  COMMAND_KINDS,
  type CommandKind,
  GATEWAY_SKUS,
  type GatewaySku,
  type SectionName,
  SHELLS,
  type Shell,
} from './article.ts'

/** Which kinds may stand in which section, so that a reader meets every check before any change. */
const KINDS_IN_SECTION: Readonly<Record<SectionName, readonly CommandKind[]>> = {
  'What it means': [],
  'How to confirm': ['check'],
  Fix: ['check', 'change'],
  'What to tell the other side': ['check'],
  Verify: ['verify'],
  Risk: ['check'],
  Undo: ['check', 'undo'],
  Sources: [],
}

/** Fences that are shown and not run. */
const OUTPUT_LANGUAGES = ['text', 'json', 'http']

export interface CommandAttributes {
  readonly id: string
  readonly shell: Shell
  readonly kind: CommandKind
  readonly skus: readonly GatewaySku[]
  readonly tiers: readonly ApimTier[]
  readonly legs: readonly Leg[]
  readonly undo?: readonly string[]
}

export type InfoString =
  | { readonly type: 'command'; readonly attributes: CommandAttributes }
  | { readonly type: 'output'; readonly language: string }
  | { readonly type: 'invalid'; readonly messages: readonly string[] }

/** Reads what stands after the opening fence: `bash id=root-upload kind=change sku=v2 tier=classic,v2 leg=direct`. */
export function parseInfoString(info: string, section: SectionName): InfoString {
  const [language = '', ...rest] = info.trim().split(/\s+/)
  const shell = member(SHELLS, language)
  if (shell === undefined) {
    if (!OUTPUT_LANGUAGES.includes(language)) {
      return {
        type: 'invalid',
        messages: [
          `code block language must be one of ${[...SHELLS, ...OUTPUT_LANGUAGES].join(', ')}, not "${language}"`,
        ],
      }
    }
    return rest.length === 0
      ? { type: 'output', language }
      : { type: 'invalid', messages: [`a ${language} block is not run and takes no attributes`] }
  }

  const messages: string[] = []
  const attributes = new Map<string, string>()
  for (const item of rest) {
    const match = /^([a-z]+)=([a-z0-9,-]+)$/.exec(item)
    const [key, value] = [match?.[1], match?.[2]]
    if (key === undefined || value === undefined)
      messages.push(`code block attribute "${item}" is not written name=value`)
    else if (!['id', 'kind', 'sku', 'tier', 'leg', 'undo'].includes(key))
      messages.push(`unknown code block attribute "${key}"`)
    else if (attributes.has(key)) messages.push(`code block attribute "${key}" is given twice`)
    else attributes.set(key, value)
  }

  const list = <T extends string>(key: string, allowed: readonly T[]): T[] =>
    (attributes.get(key)?.split(',') ?? []).flatMap((value) => {
      const known = member(allowed, value)
      if (known !== undefined) return [known]
      messages.push(`code block attribute ${key}: "${value}" is none of ${allowed.join(', ')}`)
      return []
    })
  const skus = list('sku', GATEWAY_SKUS)
  const tiers = list('tier', APIM_TIERS)
  const legs = list('leg', LEGS)
  const kind = list('kind', COMMAND_KINDS)[0]
  const id = attributes.get('id')
  if (id === undefined) messages.push('code block needs an id=')
  if (!attributes.has('kind')) messages.push(`code block needs a kind= (${COMMAND_KINDS.join(', ')})`)
  if (kind !== undefined && !KINDS_IN_SECTION[section].includes(kind)) {
    const allowed = KINDS_IN_SECTION[section]
    messages.push(
      `a command of kind ${kind} does not belong under "${section}"` +
        (allowed.length === 0 ? ', which holds no commands' : ` (there: ${allowed.join(', ')})`),
    )
  }
  const undo = attributes.get('undo')?.split(',')
  if (undo !== undefined && kind !== undefined && kind !== 'change')
    messages.push(`code block attribute undo= belongs to a change, not to a block of kind ${kind}`)
  if (messages.length > 0 || id === undefined || kind === undefined) return { type: 'invalid', messages }
  const attributesRead = { id, shell, kind, skus, tiers, legs }
  return { type: 'command', attributes: undo === undefined ? attributesRead : { ...attributesRead, undo } }
}

function member<T extends string>(allowed: readonly T[], value: string): T | undefined {
  return allowed.find((item) => item === value)
}
