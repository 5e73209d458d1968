import type { Place } from '../../../../../../src/shared/azure/model.ts'

export const NOW = Date.UTC(2026, 10, 22)
export const APIM = 'apim-contoso'
export const HOST = 'api.contoso.com'
export const BUILT_IN = 'apim-contoso.azure-api.net'
export const STATUS_PATH = '/status-0123456789abcdef'
export const GATEWAY = 'agw-contoso'

export const at = (pointer: string): Place => ({ file: 'contoso.json', pointer })
