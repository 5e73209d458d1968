/** One probe for each combination of TLS version, client certificate, SNI and ALPN, and what tells them apart. */
export { axesDocument, cellDocument, matrixDocument } from './document.ts'
export { type CellFacts, cellFacts, type MatrixPlan, planMatrix } from './plan.ts'
export {
  type GivenCredential,
  type MatrixCredential,
  type MatrixQuestion,
  MOST_CREDENTIALS,
  matrixQuestion,
} from './question.ts'
export {
  type AskedCell,
  MATRIX_LIMITS,
  type MatrixLimits,
  type MatrixObserver,
  type MatrixRun,
  type MatrixTools,
  runMatrix,
} from './run.ts'
