import type { Fill } from '../ground.ts'
import { apimTier, gatewaySku, networkMode } from './architecture.ts'
import { backendHealth, backendSettings, probe } from './backend.ts'
import {
  apimCaStore,
  apimServerCertificate,
  backendTrust,
  gatewayClientCertificate,
  listenerCertificate,
} from './certificates.ts'
import { liveDiagnostics } from './diagnostics.ts'
import { liveChain, liveDirect, liveHealth, liveTlsPolicy } from './live.ts'
import { apimNegotiation, listenerClientAuth } from './negotiation.ts'
import { nsg } from './network.ts'

/** How each item of the checklist is filled, by its id. */
export const FILLS: ReadonlyMap<string, Fill> = new Map([
  ['gateway-sku', gatewaySku],
  ['apim-tier', apimTier],
  ['network-mode', networkMode],
  ['listener-certificate', listenerCertificate],
  ['backend-trust', backendTrust],
  ['gateway-client-certificate', gatewayClientCertificate],
  ['apim-ca-store', apimCaStore],
  ['apim-server-certificate', apimServerCertificate],
  ['backend-health', backendHealth],
  ['probe', probe],
  ['backend-settings', backendSettings],
  ['listener-client-auth', listenerClientAuth],
  ['apim-negotiation', apimNegotiation],
  ['nsg', nsg],
  ['live-health', liveHealth],
  ['live-direct', liveDirect],
  ['live-chain', liveChain],
  ['live-diagnostics', liveDiagnostics],
  ['live-tls-policy', liveTlsPolicy],
])
