import { getServers, lookup, Resolver } from 'node:dns/promises'
import { connect, type Socket } from 'node:net'

/** What of the machine a probe stands on: named here so that a test can give it another one. */
export interface Surroundings {
  /**
   * What every program on this machine would get (getaddrinfo), of both families and in the system's order.
   * @throws an error whose `code` is the system's name of it
   */
  lookup(name: string): Promise<readonly string[]>
  /** Addresses of the servers that DNS is asked of. */
  resolverServers(): readonly string[]
  /** DNS itself, past the hosts file and caches of the system. */
  resolver(timeoutMs: number): DnsQueries
  readonly hostsFile: string
  /** A socket on its way to an address. */
  connect(address: string, port: number): Socket
}

/** Questions of one resolution. @throws an error whose `code` is c-ares' name of it: `ENOTFOUND`, `ENODATA`, `ETIMEOUT` … */
export interface DnsQueries {
  resolve4(name: string): Promise<readonly string[]>
  resolve6(name: string): Promise<readonly string[]>
  resolveCname(name: string): Promise<readonly string[]>
  /** Ends every question that is still open. */
  cancel(): void
}

const TRIES = 2

export const THIS_MACHINE: Surroundings = {
  lookup: async (name) => {
    const found = await lookup(name, { all: true, verbatim: true })
    return found.map(({ address }) => address)
  },
  resolverServers: () => getServers(),
  resolver: (timeoutMs) => new Resolver({ timeout: Math.ceil(timeoutMs / TRIES), tries: TRIES }),
  hostsFile:
    process.platform === 'win32'
      ? `${process.env.SystemRoot ?? 'C:\\Windows'}\\System32\\drivers\\etc\\hosts`
      : '/etc/hosts',
  connect: (address, port) => connect({ host: address, port, allowHalfOpen: true, noDelay: true }),
}

/** The same surroundings, where every question about a name is asked once; who asks again gets the same answer. */
export function remembering(around: Surroundings): Surroundings {
  const answers = new Map<string, Promise<readonly string[]>>()
  const once = (question: string, ask: () => Promise<readonly string[]>): Promise<readonly string[]> => {
    const known = answers.get(question)
    if (known !== undefined) return known
    const answer = ask()
    // Whoever waits for it hears of the failure; nobody need.
    answer.catch(() => {})
    answers.set(question, answer)
    return answer
  }
  return {
    ...around,
    lookup: (name) => once(`lookup ${name}`, () => around.lookup(name)),
    resolver: (timeoutMs) => {
      const queries = around.resolver(timeoutMs)
      return {
        resolve4: (name) => once(`A ${name}`, () => queries.resolve4(name)),
        resolve6: (name) => once(`AAAA ${name}`, () => queries.resolve6(name)),
        resolveCname: (name) => once(`CNAME ${name}`, () => queries.resolveCname(name)),
        cancel: () => queries.cancel(),
      }
    },
  }
}
