/**
 * Words in lines of bearable length, indented; a number stays with its % behind it, and below the mark of a list's
 * item ("- ") stands nothing.
 */
export function wrap(text: string, indent: number, width: number): string[] {
  const hang = text.startsWith('- ') ? 2 : 0
  let margin = ' '.repeat(indent)
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+(?!%)/)) {
    if (line !== '' && margin.length + line.length + word.length + 1 > width) {
      lines.push(margin + line)
      margin = ' '.repeat(indent + hang)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  if (line !== '') lines.push(margin + line)
  return lines
}

/** Every character in its place, blanks too, in lines no longer than this; broken behind a blank where there is one. */
export function fold(text: string, width: number): string[] {
  const lines: string[] = []
  let rest = text
  while (rest.length > width) {
    const blank = rest.lastIndexOf(' ', width - 1)
    const at = blank > 0 ? blank + 1 : width
    lines.push(rest.slice(0, at))
    rest = rest.slice(at)
  }
  return [...lines, rest]
}
