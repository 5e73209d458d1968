/** What the gateway has to be given of a backend's chain: the root (v2), or the leaf (v1). */

export { isBuiltInName, pathInCommand, TRUST_ANCHOR_NOTES, uploadCommands } from './explain.ts'
export { rootNotCa, rootUnneeded } from './root-findings.ts'
