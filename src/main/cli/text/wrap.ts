/** Words in lines of bearable length, indented; a number stays with its % behind it. */
export function wrap(text: string, indent: number, width: number): string[] {
  const margin = ' '.repeat(indent)
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+(?!%)/)) {
    if (line !== '' && line.length + word.length + 1 > width - indent) {
      lines.push(margin + line)
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
