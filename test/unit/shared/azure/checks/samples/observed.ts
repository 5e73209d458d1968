import type { WireObservation } from '../../../../../../src/shared/azure/checks/index.ts'
import type {
  AccessLogEntry,
  ApimLogEntry,
  BackendServerHealth,
} from '../../../../../../src/shared/azure/model.ts'
import type { Finding } from '../../../../../../src/shared/diagnosis/finding.ts'
import type { FindingId } from '../../../../../../src/shared/diagnosis/taxonomy.ts'
import { BUILT_IN } from './names.ts'

/** What packets, the log and backend health show. */

export function anObservation(parts: Partial<WireObservation> = {}): WireObservation {
  return {
    handshake: 'h3',
    leg: 'direct',
    serverName: BUILT_IN,
    serverAddress: '10.0.2.5',
    clientAddress: '10.0.3.4',
    clientPort: 50123,
    version: 'TLS 1.2',
    requested: 'unknown',
    caNames: [],
    clientCertificate: 'none',
    serverChain: [],
    clientChain: [],
    httpStatus: null,
    droppedAfterClientHello: false,
    frames: {
      clientHello: 4,
      serverHello: 6,
      serverCertificate: 6,
      clientCertificate: null,
      certificateRequest: null,
      httpResponse: null,
      end: null,
    },
    ...parts,
  }
}

/** A request that the listener refused. */
export function anApimLogEntry(parts: Partial<ApimLogEntry> = {}): ApimLogEntry {
  return {
    at: { file: 'apim-log.json', pointer: '/0' },
    apim: null,
    table: null,
    time: null,
    callerIp: null,
    responseCode: 403,
    backendResponseCode: 0,
    errorReason: null,
    ...parts,
  }
}

export function aLogEntry(parts: Partial<AccessLogEntry> = {}): AccessLogEntry {
  return {
    at: { file: 'log.json', pointer: '/0' },
    gateway: null,
    table: null,
    time: null,
    clientIp: null,
    host: null,
    httpStatus: 400,
    errorInfo: 'ERRORINFO_HTTPS_NO_CERT',
    serverRouted: null,
    serverStatus: null,
    backendPool: null,
    backendSetting: null,
    sslClientVerify: null,
    transactionId: null,
    clientPort: null,
    upstreamSourcePort: null,
    listener: null,
    requestUri: null,
    clientCertificateFingerprint: null,
    clientCertificateIssuer: null,
    ...parts,
  }
}

/** A health message of the setting's server, and the finding that it makes. */
export function aHealthFinding(id: FindingId): { server: BackendServerHealth; finding: Finding } {
  const place = { file: 'health.json', pointer: '/backendAddressPools/0/servers/0' }
  return {
    server: {
      at: place,
      gateway: null,
      backendPool: 'pool-apim',
      backendSetting: 'https-apim',
      address: BUILT_IN,
      health: 'Unhealthy',
      log: 'as the gateway says it',
    },
    finding: {
      id,
      severity: 'error',
      confidence: 0.9,
      leg: 'gateway-apim',
      summary: 'As the gateway says it.',
      explanation: '',
      evidence: [{ kind: 'file', file: place.file, pointer: `${place.pointer}/healthProbeLog` }],
      disproof: '',
      fixes: [],
      because: null,
    },
  }
}
