export const WIDTH = 112

/** Words in lines of bearable length, indented. */
export function wrap(text: string, indent: number, width = WIDTH): string[] {
  const margin = ' '.repeat(indent)
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/)) {
    if (line !== '' && line.length + word.length + 1 > width - indent) {
      lines.push(margin + line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  if (line !== '') lines.push(margin + line)
  return lines
}
