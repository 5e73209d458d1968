import type {
  Apim,
  ApimCaCertificate,
  ApimHostname,
  Nsg,
  NsgRule,
} from '../../../../../../src/shared/azure/model.ts'
import { APIM, at, BUILT_IN } from './names.ts'

/** API Management and security groups as they should be. */

export function anApim(parts: Partial<Apim> = {}): Apim {
  return {
    at: at(''),
    name: APIM,
    resourceGroup: 'rg-edge',
    skuName: 'Premium',
    tier: 'classic',
    virtualNetworkType: 'Internal',
    publicIpAddresses: ['20.50.2.10'],
    privateIpAddresses: ['10.0.2.5'],
    enableClientCertificate: null,
    platformVersion: 'stv2',
    provisioningState: 'Succeeded',
    gatewayUrl: `https://${BUILT_IN}`,
    customProperties: {},
    subnets: [],
    ...parts,
  }
}

export function aHostname(
  hostName: string,
  negotiate: boolean,
  parts: Partial<ApimHostname> = {},
): ApimHostname {
  return {
    at: at('/hostnameConfigurations/0'),
    apim: APIM,
    type: 'Proxy',
    hostName,
    negotiateClientCertificate: negotiate,
    defaultSslBinding: true,
    certificateSource: 'Custom',
    certificateStatus: null,
    certificateSubject: null,
    certificateExpiry: null,
    ...parts,
  }
}

export function aCa(subject: string, parts: Partial<ApimCaCertificate> = {}): ApimCaCertificate {
  return {
    at: at('/certificates/0'),
    apim: APIM,
    storeName: 'Root',
    subject,
    expiry: '2036-01-01T00:00:00+00:00',
    thumbprint: null,
    ...parts,
  }
}

export function anNsg(parts: Partial<Nsg> = {}): Nsg {
  return {
    at: at(''),
    name: 'nsg-agw',
    resourceGroup: 'rg-edge',
    subnets: [],
    networkInterfaces: [],
    ...parts,
  }
}

export function anNsgRule(parts: Partial<NsgRule> = {}): NsgRule {
  return {
    at: at('/0'),
    nsg: 'nsg-agw',
    name: 'rule',
    priority: 100,
    direction: 'Inbound',
    access: 'Allow',
    protocol: 'Tcp',
    sources: ['*'],
    destinations: ['*'],
    destinationPorts: ['443'],
    ...parts,
  }
}
