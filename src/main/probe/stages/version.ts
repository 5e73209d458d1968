import { version } from '../../../../package.json'

/** How tlscope names itself to servers and proxies (RFC 9110 10.1.5). */
export const USER_AGENT = `tlscope/${version}`
