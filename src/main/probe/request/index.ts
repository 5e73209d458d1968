/** From what a person typed to what a probe is asked. */
export { STATUS_PATH } from './http.ts'
export { type NamedOptions, type NamedRequest, probeRequest } from './probe-request.ts'
export { type ProbeField, RequestError } from './request-error.ts'
export { parseTarget, type Target } from './target.ts'
export { limitVersions, parseVersions, type VersionRange } from './versions.ts'
