/** Probes in the river: from a run to an analysis like any other, and to a file. */
export { type AnalysedProbe, analyseProbe } from './analyse-probe.ts'
export { stageReportDocument } from './document.ts'
export { noExtras, type ProbeExtras } from './extras.ts'
export { probeInput, targetOf } from './input.ts'
export { type SaveRequest, saveProbe } from './save.ts'
