/** The lists of code points that extensions hold: their names and widths in the RFCs, and what their codes mean. */
import * as registry from '../registry/index.ts'
import type { CodeList } from './reading.ts'

export const NAMED_GROUPS: CodeList = {
  name: 'named_group_list',
  item: 'named_group',
  prefix: 2,
  size: 2,
  describe: registry.groupText,
}
export const POINT_FORMATS: CodeList = {
  name: 'ec_point_format_list',
  item: 'ec_point_format',
  prefix: 1,
  size: 1,
  describe: registry.ecPointFormatText,
}
export const SIGNATURE_SCHEMES: CodeList = {
  name: 'supported_signature_algorithms',
  item: 'signature_scheme',
  prefix: 2,
  size: 2,
  describe: registry.signatureSchemeText,
}
export const COMPRESSION_ALGORITHMS: CodeList = {
  name: 'algorithms',
  item: 'algorithm',
  prefix: 1,
  size: 2,
  describe: registry.certificateCompressionAlgorithmText,
}
export const PSK_MODES: CodeList = {
  name: 'ke_modes',
  item: 'ke_mode',
  prefix: 1,
  size: 1,
  describe: registry.pskKeyExchangeModeText,
}
export const CERTIFICATE_TYPES: CodeList = {
  name: 'certificate_types',
  item: 'certificate_type',
  prefix: 1,
  size: 1,
  describe: registry.certificateTypeText,
}
export const VERSIONS: CodeList = {
  name: 'versions',
  item: 'version',
  prefix: 1,
  size: 2,
  describe: registry.versionText,
}
