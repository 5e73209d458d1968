import type { Field } from '../../bytes/field.ts'
import type { FieldCursor } from '../../bytes/field-cursor.ts'
import { nameText } from '../../x509/name.ts'
import { MAX_CA_NAMES, upTo } from './limits.ts'
import { peek16, shortHex, summary } from './reading.ts'

/**
 * A list of DistinguishedNames, as CertificateRequest (RFC 5246 7.4.4) and certificate_authorities have it.
 * @param into takes the names as they are read: DER, with the RFC 4514 string as text
 * @returns the list's length in bytes as announced, without its prefix
 */
export function readDistinguishedNames(cursor: FieldCursor, name: string, into: Field<Uint8Array>[]): number {
  const length = peek16(cursor) ?? 0
  cursor.vector(
    name,
    2,
    (list) =>
      upTo(list, MAX_CA_NAMES, name, () =>
        into.push(list.opaqueVector('distinguished_name', 2, distinguishedNameText)),
      ),
    (group) => {
      const names = group.children.filter((child) => child.name === 'distinguished_name')
      return summary({ ...group, children: names }, 4, '; ')
    },
  )
  return length
}

function distinguishedNameText(der: Uint8Array): string {
  // A name that cannot be read at all, and the empty name (an empty SEQUENCE), still have bytes to show.
  return nameText(der) || shortHex(der)
}
