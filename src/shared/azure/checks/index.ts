import type { Finding } from '../../diagnosis/finding.ts'
import type { AzureModel } from '../model.ts'
import {
  type ConfigurationCheck,
  type ConfigurationNote,
  configurationFinding,
  type NoteCheck,
} from './check.ts'
import type { ConfigurationContext } from './context.ts'

export type { ConfigurationNote } from './check.ts'
export { type ConfigurationContext, contextOf, type WireObservation } from './context.ts'
export { type ObservedHandshake, observe } from './wire.ts'

/** Every check, in the taxonomy's order. */
const CHECKS: readonly ConfigurationCheck[] = []

const NOTES: readonly NoteCheck[] = []

/**
 * What the settings break, in the taxonomy's order (`rank` orders them by weight). Each finding names the setting,
 * its value and the value it should have, points into the document, and is about one leg; the wire of a leg speaks
 * for that leg alone. Pure and deterministic.
 */
export function checkConfiguration(model: AzureModel, context: ConfigurationContext): Finding[] {
  const input = { model, context }
  return CHECKS.flatMap(({ id, check }) => check(input).map((draft) => configurationFinding(id, draft)))
}

/** What is worth knowing about the settings and is no finding: contradictions, risks, what cannot be known. */
export function noteConfiguration(model: AzureModel, context: ConfigurationContext): ConfigurationNote[] {
  return NOTES.flatMap((note) => note({ model, context }))
}
