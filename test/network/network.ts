import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/**
 * Two hosts and a router between them in network namespaces of this kernel: client 10.20.0.4, server 10.20.2.5, the
 * lab's addresses, and IPv6 beside them. They lie in a namespace of mounts of their own, held by one process: when it ends, whatever the
 * reason, the kernel takes them all away.
 */

export type Host = 'client' | 'router' | 'server'

export const CLIENT = '10.20.0.4'
export const SERVER = '10.20.2.5'
export const SERVER6 = 'fd00:22::5'

export interface Network {
  /** Runs shell commands on a host. @throws Error with what they said, where one of them fails */
  run(host: Host, commands: string): void
  start(host: Host, command: string, ...args: string[]): ChildProcess
  close(): Promise<void>
}

const TOOLS = ['unshare', 'nsenter', 'ip', 'nft', 'sysctl', 'dumpcap'] as const

const ADD_HOSTS = `set -e
mount -t tmpfs none /run
mkdir -p /run/netns
for host in client router server; do ip netns add $host; ip -n $host link set lo up; done
ip link add eth0 netns client type veth peer name left netns router
ip link add eth0 netns server type veth peer name right netns router
ip -n client addr add ${CLIENT}/24 dev eth0
ip -n router addr add 10.20.0.1/24 dev left
ip -n router addr add 10.20.2.1/24 dev right
ip -n server addr add ${SERVER}/24 dev eth0
ip -n client addr add fd00:20::4/64 dev eth0 nodad
ip -n router addr add fd00:20::1/64 dev left nodad
ip -n router addr add fd00:22::1/64 dev right nodad
ip -n server addr add ${SERVER6}/64 dev eth0 nodad
ip -n client link set eth0 up
ip -n server link set eth0 up
ip -n router link set left up
ip -n router link set right up
ip -n client route add default via 10.20.0.1
ip -n server route add default via 10.20.2.1
ip -n client route add default via fd00:20::1
ip -n server route add default via fd00:22::1
ip netns exec router sysctl -q -w net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
for host in client server; do ip netns exec $host sysctl -q -w net.ipv4.tcp_mtu_probing=0 net.ipv4.ip_no_pmtu_disc=0; done
ip netns exec router nft 'table inet path {
  chain through { type filter hook forward priority 0; }
  chain own { type filter hook output priority 0; }
}'
`

/** What the situations ask of this kernel's firewall, and of who may capture. */
const TRY = `ip netns exec router nft 'table inet trial {
  chain through {
    type filter hook forward priority 0;
    numgen random mod 100 < 1 drop
    tcp dport 9 reject with tcp reset
    meta nfproto ipv4 reject with icmp type admin-prohibited
    @th,256,8 0x16 drop
  }
}'
ip netns exec router ip route replace 10.20.2.0/24 dev right mtu lock 1300
ip netns exec client dumpcap -D >/dev/null
`

/** How to get into namespaces of one's own. */
interface Way {
  readonly unshare: readonly string[]
  readonly enter: readonly string[]
}

const AS_ROOT: Way = { unshare: ['--net', '--mount'], enter: [] }
/** In a namespace of users in which everybody is root. */
const AS_ANYBODY: Way = {
  unshare: ['--user', '--map-root-user', '--net', '--mount'],
  enter: ['--user', '--preserve-credentials'],
}

const found = findWay()
/** Why there can be no such network here; `null` where there can. */
export const whyNoNetwork: string | null = typeof found === 'string' ? found : null

function findWay(): Way | string {
  if (process.platform !== 'linux') return 'network namespaces are Linux'
  const absent = TOOLS.filter((tool) => pathOf(tool) === null)
  if (absent.length > 0) return `not installed: ${absent.join(', ')}`
  let reason = ''
  for (const way of process.getuid?.() === 0 ? [AS_ROOT, AS_ANYBODY] : [AS_ANYBODY]) {
    const { status, stderr } = spawnSync('unshare', [...way.unshare, 'sh', '-c', `${ADD_HOSTS}\n${TRY}`], {
      encoding: 'utf8',
      env: environment(),
      timeout: 20_000,
    })
    if (status === 0) return way
    reason = `this machine does not allow it: ${stderr.trim().split('\n')[0]}`
  }
  return reason
}

export async function openNetwork(): Promise<Network> {
  if (typeof found === 'string') throw new Error(found)
  const { unshare, enter } = found
  // It waits for its input to end: it goes with this process, however that ends.
  const holder = spawn('unshare', [...unshare, 'sh', '-c', `${ADD_HOSTS}\necho ready\nexec cat`], {
    env: environment(),
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const started: ChildProcess[] = []
  const [first] = await Promise.race([once(holder.stdout, 'data'), once(holder, 'exit')])
  if (!String(first).startsWith('ready')) throw new Error(`no network came to be: ${first}`)
  const inside = (host: Host, command: string, args: readonly string[]): string[] => [
    '--target',
    String(holder.pid),
    ...enter,
    '--net',
    '--mount',
    'ip',
    'netns',
    'exec',
    host,
    command,
    ...args,
  ]
  return {
    run(host, commands) {
      const { status, stderr } = spawnSync('nsenter', inside(host, 'sh', ['-ec', commands]), {
        encoding: 'utf8',
        env: environment(),
        timeout: 20_000,
      })
      if (status !== 0) throw new Error(`on the ${host}: ${commands}: ${stderr}`)
    },
    start(host, command, ...args) {
      const child = spawn('nsenter', inside(host, command, args), {
        env: environment(),
        stdio: ['pipe', 'pipe', 'pipe'],
      })
      started.push(child)
      return child
    },
    async close() {
      for (const child of started) if (child.exitCode === null) child.kill('SIGKILL')
      holder.kill('SIGKILL')
      if (holder.exitCode === null && holder.signalCode === null) await once(holder, 'exit')
    },
  }
}

/** The tools of an administrator are not on everybody's path. */
function environment(): NodeJS.ProcessEnv {
  return {
    ...process.env,
    PATH: `${process.env.PATH ?? ''}${delimiter}/usr/sbin${delimiter}/sbin`,
    LC_ALL: 'C',
  }
}

function pathOf(tool: string): string | null {
  const folders = (environment().PATH ?? '').split(delimiter)
  return folders.map((folder) => join(folder, tool)).find((path) => existsSync(path)) ?? null
}
