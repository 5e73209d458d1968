import { type AppState, selectedHandshake } from '../state/store.ts'

/** When an action can be done, where several ask the same. */

export const always = (): boolean => true
export const withAnalysis = (state: AppState): boolean => state.analysis !== null
export const withHandshake = (state: AppState): boolean => selectedHandshake(state) !== null
export const withMessage = (state: AppState): boolean => state.selection.message !== null
/** The engine is asked for what the window does not have. */
export const withEngine = (state: AppState): boolean =>
  withHandshake(state) && state.analysis?.lost === false && !state.exporting
