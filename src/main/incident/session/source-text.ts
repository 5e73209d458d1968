import type { SessionSourceDocument } from '../../../shared/contract/session.ts'

/** Where a fact is from, in a few words: `gateway.json /sku`, `h3 in jump.pcapng`. */
export function sourceText(source: SessionSourceDocument): string {
  switch (source.kind) {
    case 'file':
      return source.pointer === '' ? source.file : `${source.file} ${source.pointer}`
    case 'handshake':
      return `${source.id} in ${source.path}`
    case 'answer':
      return source.name
    case 'typed':
      return 'you said so'
  }
}
