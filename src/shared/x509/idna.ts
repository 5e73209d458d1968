/** Host names in the ASCII form that certificates and TLS carry (RFC 5890, RFC 3492). */

/**
 * Lower case, without a final dot, each label with other than ASCII letters as its A-label. Names that are
 * ASCII already, and that is nearly all, come back as they are.
 */
export function asciiHost(host: string): string {
  if (PLAIN.test(host)) return host
  const lower = host.trim().normalize('NFKC').toLowerCase().replace(/\.$/, '')
  return lower
    .split(/[.。]/)
    .map((label) => (/^[ -~]*$/.test(label) || label.length > 63 ? label : `xn--${punycode(label)}`))
    .join('.')
}

const PLAIN = /^[a-z0-9._-]*[a-z0-9_-]$/

/** RFC 3492 6.3, with the parameters of its section 5. */
function punycode(label: string): string {
  const codes = Array.from(label, (character) => character.codePointAt(0) ?? 0)
  const basic = codes.filter((code) => code < 0x80)
  let output = String.fromCharCode(...basic)
  if (basic.length > 0) output += '-'
  let [n, delta, bias, handled] = [0x80, 0, 72, basic.length]
  while (handled < codes.length) {
    const next = Math.min(...codes.filter((code) => code >= n))
    delta += (next - n) * (handled + 1)
    n = next
    for (const code of codes) {
      if (code < n) delta++
      if (code !== n) continue
      output += variableLength(delta, bias)
      bias = adapt(delta, handled + 1, handled === basic.length)
      delta = 0
      handled++
    }
    delta++
    n++
  }
  return output
}

function variableLength(delta: number, bias: number): string {
  let digits = ''
  let rest = delta
  for (let k = 36; ; k += 36) {
    const threshold = k <= bias ? 1 : k >= bias + 26 ? 26 : k - bias
    if (rest < threshold) return digits + digit(rest)
    digits += digit(threshold + ((rest - threshold) % (36 - threshold)))
    rest = Math.floor((rest - threshold) / (36 - threshold))
  }
}

function digit(value: number): string {
  return 'abcdefghijklmnopqrstuvwxyz0123456789'.charAt(value)
}

function adapt(delta: number, count: number, first: boolean): number {
  let rest = first ? Math.floor(delta / 700) : delta >> 1
  rest += Math.floor(rest / count)
  let k = 0
  for (; rest > 455; k += 36) rest = Math.floor(rest / 35)
  return k + Math.floor((36 * rest) / (rest + 38))
}
