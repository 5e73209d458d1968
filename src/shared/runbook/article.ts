/**
 * The shape of a runbook article: one markdown file with a YAML head and fixed sections.
 * An article holds no code and a rule holds no advice; they meet at the finding id.
 */
import type { Leg } from '../conversation/vocabulary.ts'

/** Application Gateway generation. `v1` = Standard/WAF, `v2` = Standard_v2/WAF_v2. */
export const GATEWAY_SKUS = ['v1', 'v2'] as const
export type GatewaySku = (typeof GATEWAY_SKUS)[number]

/** API Management family: `classic` = Developer, Basic, Standard, Premium; `v2` = Basic v2, Standard v2, Premium v2. */
export const APIM_TIERS = ['classic', 'consumption', 'v2', 'self-hosted'] as const
export type ApimTier = (typeof APIM_TIERS)[number]

export const SHELLS = ['bash', 'powershell', 'kql', 'xml'] as const
export type Shell = (typeof SHELLS)[number]

/** `check` and `verify` only read; `change` and `undo` alter something. */
export const COMMAND_KINDS = ['check', 'change', 'verify', 'undo'] as const
export type CommandKind = (typeof COMMAND_KINDS)[number]

export const RISKS = ['none', 'low', 'medium', 'high'] as const
export type Risk = (typeof RISKS)[number]

/** Who wrote an article: it came with the program, or lies in a folder of the user's own. */
export type Origin = 'shipped' | 'team'

/** How far a source carries: vendor text, one observer, reproduced on loopback, concluded from others, confirmed by nobody. */
export const CONFIDENCES = ['documented', 'observed', 'reproduced', 'inferred', 'unverified'] as const
export type Confidence = (typeof CONFIDENCES)[number]

/** The H2 headings in their only order. */
export const SECTION_NAMES = [
  'What it means',
  'How to confirm',
  'Fix',
  'What to tell the other side',
  'Verify',
  'Risk',
  'Undo',
  'Sources',
] as const
export type SectionName = (typeof SECTION_NAMES)[number]
export const OPTIONAL_SECTIONS: readonly SectionName[] = ['What to tell the other side']

/** One thing the article rests on. */
export interface Source {
  readonly label: string
  /** Rows of the project's fact sheet, such as `1.3.3` or `3.10`. Empty only where `url` is given. */
  readonly facts: readonly string[]
  readonly confidence: Confidence
  readonly url?: string
  /** Day on which the article was compared with this source, `YYYY-MM-DD`. */
  readonly checked: string
  /** The source's own date, where it has one. */
  readonly dated?: string
}

/** A fenced block that can be copied and run. */
export interface Command {
  /** Unique within its article. */
  readonly id: string
  readonly shell: Shell
  readonly kind: CommandKind
  /** Empty: applies to every SKU; likewise `tiers` and `legs`. */
  readonly skus: readonly GatewaySku[]
  readonly tiers: readonly ApimTier[]
  readonly legs: readonly Leg[]
  readonly section: SectionName
  /** Of a change: ids of the undo blocks that take it back, or `words` where the section Undo says it in words. */
  readonly undo?: readonly string[]
  /** The H3 heading it stands under, if any. */
  readonly step: string | null
  /** The block's content without its fences, placeholders unfilled, no trailing newline. */
  readonly text: string
  /** 1-based line of the opening fence in the file. */
  readonly line: number
}

/** Prose is markdown (H3 headings included); `output` is a fenced block to read, not to run. */
export type Block =
  | { readonly type: 'prose'; readonly markdown: string; readonly line: number }
  | { readonly type: 'output'; readonly language: string; readonly text: string; readonly line: number }
  | { readonly type: 'command'; readonly command: Command }

export interface Section {
  readonly name: SectionName
  readonly line: number
  readonly blocks: readonly Block[]
}

export interface FrontMatter {
  readonly id: string
  readonly title: string
  /** One sentence. */
  readonly summary: string
  /** Finding ids this article is the answer to, the closest first. */
  readonly findings: readonly string[]
  /** Finding ids it helps with when the first answer does not. */
  readonly also: readonly string[]
  readonly legs: readonly Leg[]
  readonly risk: Risk
  /** Hands-on time, in words. */
  readonly effort: string
  /** Time until the change has taken effect, in words. */
  readonly waiting: string
  readonly sources: readonly Source[]
  readonly related: readonly string[]
}

/** A link from prose to another article (`[text](other-id.md)`). */
export interface ArticleLink {
  readonly target: string
  readonly line: number
}

export interface Article extends FrontMatter {
  readonly file: string
  readonly origin: Origin
  /** A team's article that stands in the place of the shipped one with the same id. */
  readonly replaces: boolean
  readonly sections: readonly Section[]
  /** Every command in reading order. */
  readonly commands: readonly Command[]
  readonly links: readonly ArticleLink[]
  /** 1-based lines of the front matter's entries, by dotted path (`findings.2`), for later checks. */
  readonly lineOf: Readonly<Record<string, number>>
}

/** What is wrong with an article, and where. `line` is 1-based. */
export interface ArticleProblem {
  readonly file: string
  readonly line: number
  readonly message: string
  /** Of a team's article it is a warning: nothing else suffers from it. */
  readonly origin: Origin
}

export type ParsedArticle =
  | { readonly ok: true; readonly article: Article }
  | { readonly ok: false; readonly problems: readonly ArticleProblem[] }
