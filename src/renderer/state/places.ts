import { placeList } from '../../shared/diagnosis/place-list.ts'
import type { AnalyzeOptions } from '../../shared/ipc/contract.ts'
import type { AppState } from './store.ts'

/** Where the machines of the incident are, as somebody types it: what tells the legs apart, and joins them. Pure. */
export interface Places {
  /** Addresses, networks and names, separated by commas or spaces. */
  readonly gateway: string
  readonly apim: string
  /** Source ports of the gateway, each with the client's before it where known: `50123=32768`. */
  readonly ports: string
}

export const NO_PLACES: Places = { gateway: '', apim: '', ports: '' }

type UpstreamPorts = NonNullable<AnalyzeOptions['upstreamPorts']>

/** Pairs that are read; an access log of a whole day has more than anybody types. */
const MOST_PORTS = 1000

/** The ports that can be read, and the first word that is none. */
export function readPorts(text: string): { readonly ports: UpstreamPorts; readonly wrong: string | null } {
  const words = text
    .replace(/\s*(?:=|->|→)\s*/g, '=')
    .split(/[\s,;]+/)
    .filter((word) => word !== '')
  const ports: UpstreamPorts = []
  for (const word of words.slice(0, MOST_PORTS)) {
    const [first = '', second, ...more] = word.split('=')
    const upstream = portNumber(second ?? first)
    const client = second === undefined ? null : portNumber(first)
    if (upstream === null || more.length > 0 || (second !== undefined && client === null))
      return { ports, wrong: word }
    ports.push({ client, upstream })
  }
  return { ports, wrong: null }
}

function portNumber(text: string): number | null {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0
  return port >= 1 && port <= 65535 ? port : null
}

/** What of a field cannot be read, in a sentence; `null` where all can. */
export function placeFault(text: string): string | null {
  const [wrong] = placeList(text).unreadable
  return wrong === undefined ? null : `${wrong} is no network: expected one such as 10.0.1.0/24.`
}

export function portFault(text: string): string | null {
  const { wrong } = readPorts(text)
  return wrong === null
    ? null
    : `${wrong} is no pair of ports: expected 50123=32768, the client’s port and the gateway’s, or 32768 alone.`
}

type Said = Pick<AppState, 'places' | 'typedNames'>

/** Who is who: what was said outright, else the names of the incident that stand in its commands. */
export function placesOf({ places, typedNames }: Said): Pick<AnalyzeOptions, 'gateway' | 'apim'> {
  const gateway = said(places.gateway) ?? typedNames['gateway-ip'] ?? typedNames['gateway-host']
  const apim = said(places.apim) ?? typedNames['backend-ip']
  return { ...(gateway === undefined ? {} : { gateway }), ...(apim === undefined ? {} : { apim }) }
}

/** What the engine is told before it reads. */
export function placeOptions(state: Said): Pick<AnalyzeOptions, 'gateway' | 'apim' | 'upstreamPorts'> {
  const { ports } = readPorts(state.places.ports)
  return { ...placesOf(state), ...(ports.length === 0 ? {} : { upstreamPorts: ports }) }
}

function said(text: string): string | undefined {
  const trimmed = text.trim()
  return trimmed === '' ? undefined : trimmed
}
