import type { Action } from './action.ts'
import { readSavedAz } from './azure-actions.ts'
import { cancelAnalysis, chooseSecrets, openAgain, openCapture, openSample } from './capture-actions.ts'
import { lookAtCertificates, makeClientCaFile, makeRootFile, trustRoots } from './certificate-actions.ts'
import { compareHandshake, leaveComparison, swapCompared, toComparison } from './compare-actions.ts'
import { copyPlace, copyVerdict, exportCapture, saveReport } from './hand-over-actions.ts'
import {
  filter,
  nextField,
  nextMessage,
  nextPane,
  previousField,
  previousMessage,
  previousPane,
  toArticle,
  toBreak,
  toDetails,
  toEvidence,
  toNote,
} from './movement-actions.ts'
import { sayPlaces } from './place-actions.ts'
import {
  keepProbe,
  keepProbeWithSecrets,
  leaveMatrix,
  matrix,
  nextDetail,
  probe,
  repeatProbe,
  stopMatrix,
  stopProbe,
  toMatrix,
} from './probe-actions.ts'
import { runbookFolder } from './runbook-actions.ts'
import { keepSession, renewSession } from './session-actions.ts'
import { showViews } from './view-actions.ts'
import { changeTheme, showKeySheet, showPalette } from './window-actions.ts'

/** Every action, in the order of the palette and of the shortcut sheet. */
export const ACTIONS: readonly Action[] = [
  openCapture,
  probe,
  repeatProbe,
  stopProbe,
  nextDetail,
  matrix,
  stopMatrix,
  toMatrix,
  leaveMatrix,
  compareHandshake,
  toComparison,
  swapCompared,
  leaveComparison,
  lookAtCertificates,
  trustRoots,
  makeClientCaFile,
  makeRootFile,
  readSavedAz,
  ...showViews,
  openSample,
  cancelAnalysis,
  openAgain,
  sayPlaces,
  chooseSecrets,
  exportCapture,
  keepProbe,
  keepProbeWithSecrets,
  saveReport,
  keepSession,
  renewSession,
  copyVerdict,
  copyPlace,
  toBreak,
  toEvidence,
  toArticle,
  runbookFolder,
  toNote,
  nextMessage,
  previousMessage,
  toDetails,
  nextField,
  previousField,
  nextPane,
  previousPane,
  filter,
  changeTheme,
  showPalette,
  showKeySheet,
]

export function actionById(id: string): Action | undefined {
  return ACTIONS.find((action) => action.id === id)
}
