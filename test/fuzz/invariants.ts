import type { FieldNode } from '../../src/shared/bytes/field.ts'
import { must } from './target.ts'

/** Spans inside the bytes, children inside their parent and in order, leaves with a text. */
export function treeHolds(tree: FieldNode, length: number): void {
  must(tree.span.start >= 0 && tree.span.end <= length, () => `${tree.name} leaves the message`)
  const left: FieldNode[] = [tree]
  for (let node = left.pop(); node !== undefined; node = left.pop()) {
    const { name, span, value, text, children } = node
    must(span.start <= span.end, () => `${name} ends before it starts`)
    must(value === null || text !== '', () => `${name} has no text`)
    let at = span.start
    for (const child of children) {
      must(
        child.span.start >= at && child.span.end <= span.end,
        () => `${child.name} is out of place in ${name}`,
      )
      at = child.span.end
      left.push(child)
    }
  }
}
