import type { Bridge } from '../shared/ipc/contract.ts'

declare global {
  interface Window {
    /** Put there by the preload script; absent only where the page was opened outside the app. */
    readonly tlscope: Bridge
  }
}

/** The window's only door to the rest of the program. */
export const bridge: Bridge = window.tlscope
