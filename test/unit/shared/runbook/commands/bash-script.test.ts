import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseBash } from '../../../../../src/shared/runbook/commands/bash-script.ts'

const words = (text: string): string[][] =>
  parseBash(text).commands.map((command) => command.words.map((word) => word.text))
const problems = (text: string): string[] =>
  parseBash(text).problems.map(({ line, message }) => `${line}: ${message}`)

describe('a bash script', () => {
  it('is cut at pipes, lists and lines', () => {
    expect(words('a b | c; d && e || f\ng &')).toEqual([['a', 'b'], ['c'], ['d'], ['e'], ['f'], ['g']])
  })

  it('joins continuation lines and counts the lines of its words', () => {
    const [command] = parseBash('# first\naz show \\\n  -g "x" \\\n  -n y').commands
    expect(command?.line).toBe(2)
    expect(command?.words.map((word) => [word.text, word.line])).toEqual([
      ['az', 2],
      ['show', 2],
      ['-g', 3],
      ['x', 3],
      ['-n', 4],
      ['y', 4],
    ])
  })

  it('takes quotes off and keeps what stands in them', () => {
    expect(words(`printf 'a "b" \\n' "c 'd' \\"e\\" \\x" f\\ g`)).toEqual([
      ['printf', 'a "b" \\n', `c 'd' "e" \\x`, 'f g'],
    ])
  })

  it('does not take a hash inside a word or in quotes for a comment', () => {
    expect(words("echo a#b '# c' # d")).toEqual([['echo', 'a#b', '# c']])
  })

  it('reads what runs inside $( ) as commands of their own, in quotes too', () => {
    expect(words('r=$(openssl x509 -in f); echo "$(date -u) $r"')).toEqual([
      ['openssl', 'x509', '-in', 'f'],
      [],
      ['date', '-u'],
      ['echo', '$() $r'],
    ])
    expect(parseBash('r=$(true)').commands.at(-1)?.assignments).toEqual(['r=$()'])
  })

  it('keeps redirections apart from arguments', () => {
    const [command] = parseBash('openssl s_client -x </dev/null 2>&1 >> out').commands
    expect(command?.words.map((word) => word.text)).toEqual(['openssl', 's_client', '-x'])
    expect(command?.redirections).toEqual([
      { operator: '<', target: '/dev/null' },
      { operator: '2>&', target: '1' },
      { operator: '>>', target: 'out' },
    ])
  })

  it('sees the commands inside loops and conditions', () => {
    expect(words('for v in -a -b; do\n  echo "$v"\ndone\nif test -f x; then cat x; else date; fi')).toEqual([
      ['echo', '$v'],
      ['test', '-f', 'x'],
      ['cat', 'x'],
      ['date'],
    ])
  })

  it('keeps assignments in front of a command apart', () => {
    expect(parseBash('SSLKEYLOGFILE="./k" curl -v').commands).toMatchObject([
      { assignments: ['SSLKEYLOGFILE=./k'], words: [{ text: 'curl' }, { text: '-v' }] },
    ])
  })

  it.each([
    ['echo "a\nb', '1: a " is never closed'],
    ["echo 'a", "1: a ' is never closed"],
    ['echo $(date', '1: a parenthesis is never closed'],
    ['echo a)', '1: a closing parenthesis that nothing opened'],
    ['cat <<E\nE', '1: here-documents do not paste well: use a file or a pipe'],
    ['echo `date`', '1: backquotes: write $(…) instead'],
    ['case x in esac', '1: case: too much of a program for an article'],
    ['echo > ', '1: > names no file'],
  ])('says what is wrong with %j', (text, problem) => {
    expect(problems(text)).toContain(problem)
  })

  it('gives up on commands nested without end', () => {
    expect(problems(`echo ${'$('.repeat(5000)}`)).toContain('1: commands are nested too deep')
  })

  it('never throws and takes time in step with its input', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...'ab "\'\\$()|&;<>\n#`{}= -'.split('')), { maxLength: 200 }),
        (chars) => {
          parseBash(chars.join(''))
        },
      ),
    )
    for (const hostile of ['(', '"', '$(', "'", '\\\n', '<', ';', '"$(']) parseBash(hostile.repeat(50_000))
  })
})
