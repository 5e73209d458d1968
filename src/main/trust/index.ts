/** Chains of certificates: built, verified, and judged as Application Gateway would. */
export { type ChainQuestion, type ChainReport, judgeChain } from './chain.ts'
export { type ChainDocument, chainDocument, type LinkDocument, type PathDocument } from './document.ts'
export type { FaultKind, LinkReport, PathFault } from './faults.ts'
export { judgeAsGateway } from './gateway/judge.ts'
export type { GatewayJudgement, GatewayQuestion } from './gateway/judgement.ts'
export type { PathReport } from './path-report.ts'
