import { fork, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ensureBuilt } from '../../scripts/bootstrap/build.mjs'
import { inRoot } from '../../scripts/bootstrap/paths.mjs'
import { bundle } from '../bundle.mjs'
import { measure, median } from '../measure.mjs'

/** What the product promises: so many times as fast. */
const TARGETS = { 'testssl.sh -p -s': 10, 'sslscan, once a certificate': 1 }

/** tlscope's matrix beside what people ask the same with today, all against one server on loopback, in turn. */
export async function runProbeBench({ folder, runs, say }) {
  const certificates = join(folder, 'probe')
  mkdirSync(certificates, { recursive: true })
  const maker = await bundle(inRoot('bench/probe/certificates.ts'), join(folder, 'build'), 'certificates')
  const made = spawnSync(process.execPath, [maker, certificates], { encoding: 'utf8' })
  if (made.status !== 0) throw new Error(`the certificates could not be made:\n${made.stderr}`)
  await ensureBuilt()
  const server = fork(inRoot('bench/probe/server.mjs'), [certificates])
  try {
    const [{ port }] = await once(server, 'message')
    const results = []
    for (const subject of subjects({ port, certificates })) {
      results.push(...(await measured(subject, { server, runs, say, certificates })))
    }
    return results
  } finally {
    server.disconnect()
  }
}

async function measured({ name, questions, contestants }, { server, runs, say, certificates }) {
  const present = contestants.filter(({ program }) => exists(program))
  const output = join(certificates, 'output')
  const taken = new Map(present.map(({ name: contestant }) => [contestant, []]))
  for (let run = 1; run <= runs; run++) {
    for (const { name: contestant, command, right } of present) {
      const took = await measure(['sh', '-c', `{ ${command} ; } > '${output}'`])
      server.send('connections')
      const [{ connections }] = await once(server, 'message')
      taken.get(contestant).push({ ...took, connections, right: right(readFileSync(output, 'utf8')) })
      say(`${name}, run ${run}, ${contestant}: ${took.wall.toFixed(2)} s`)
    }
  }
  rmSync(output, { force: true })
  const base = median(taken.get(present[0].name)).wall
  return contestants.map(({ name: contestant, program, questions: answered = questions }) => {
    const own = taken.get(contestant)
    if (own === undefined) return { subject: name, questions, name: contestant, absent: program }
    const { wall, cpu, connections } = median(own)
    return {
      subject: name,
      questions,
      answered,
      name: contestant,
      wall,
      cpu,
      connections,
      // The worst of the runs: who is right by chance is not right.
      right: Math.min(...own.map(({ right }) => right)),
      ratio: wall / base,
      target: TARGETS[contestant] ?? null,
    }
  })
}

function subjects({ port, certificates }) {
  const ours = `'${process.execPath}' '${inRoot('out/main/cli.js')}' matrix localhost:${port} --json`
  const pair = `--cert '${certificates}/client-chain.pem' --key '${certificates}/client.key'`
  const loop = `sh '${inRoot('bench/probe/s-client-loop.sh')}' ${port} '${certificates}'`
  const versionsOnly =
    '--no-ciphersuites --no-compression --no-fallback --no-groups --no-heartbleed --no-renegotiation --no-check-certificate'
  const scan = `sslscan --no-colour --show-client-cas`
  const withLeaf = `--certs='${certificates}/client.pem' --pk='${certificates}/client.key'`
  const withChain = `--certs='${certificates}/client-chain.pem' --pk='${certificates}/client.key'`
  const testssl = exists('testssl.sh') ? 'testssl.sh' : 'testssl'
  const tests = `${testssl} --quiet --color 0 --warnings off --ip 127.0.0.1`
  return [
    {
      name: 'matrix',
      questions: 48,
      contestants: [
        { name: 'tlscope matrix', program: process.execPath, command: `${ours} ${pair}`, right: cellsRight },
        {
          name: 'tlscope matrix --at-once 1',
          program: process.execPath,
          command: `${ours} ${pair} --at-once 1`,
          right: cellsRight,
        },
        { name: 's_client, a loop', program: 'openssl', command: `${loop} 1`, right: linesRight },
        { name: 's_client, four at a time', program: 'openssl', command: `${loop} 4`, right: linesRight },
        {
          name: 'sslscan, once a certificate',
          program: 'sslscan',
          command: [
            ['none', ''],
            ['leaf', withLeaf],
            ['chain', withChain],
          ]
            .map(([name, options]) => `echo '== ${name}' ; ${scan} ${options} localhost:${port}`)
            .join(' ; '),
          // Four versions for each certificate; SNI is always sent, ALPN never.
          questions: 12,
          right: ciphersRight,
        },
        {
          name: 'testssl.sh -p -s',
          program: testssl,
          command: `${tests} -p -s localhost:${port}`,
          // It has no client certificate, and says nothing of what happens without.
          questions: 0,
          right: () => 0,
        },
      ],
    },
    {
      name: 'versions',
      questions: 4,
      contestants: [
        {
          name: 'tlscope matrix --only tls',
          program: process.execPath,
          command: `${ours} --only tls`,
          right: (text) =>
            JSON.parse(text).analysis.handshakes.filter(({ version }) => version !== null).length,
        },
        {
          name: 's_client, a loop',
          program: 'openssl',
          command: `ASK=versions ${loop} 1`,
          // Whether a version is spoken shows in the answer, whatever became of the handshake.
          right: (text) => text.trim().split('\n').length,
        },
        {
          name: 'sslscan, versions alone',
          program: 'sslscan',
          command: `sslscan --no-colour ${versionsOnly} localhost:${port}`,
          right: (text) => (text.match(/^TLSv1\.\d +enabled/gm) ?? []).length,
        },
        {
          name: 'testssl.sh -p',
          program: testssl,
          command: `${tests} -p localhost:${port}`,
          right: (text) => (text.match(/^ TLS 1(\.\d)? +offered/gm) ?? []).length,
        },
      ],
    },
  ]
}

/** The server takes the whole chain and nothing less, whatever the version, SNI and ALPN. */
const isRight = (certificate, works) => works === (certificate === 'chain')

function cellsRight(text) {
  return JSON.parse(text).cells.filter(({ certificate, word }) => isRight(certificate, word === 'ok')).length
}

function linesRight(text) {
  const lines = text.trim().split('\n')
  return lines.filter((line) => {
    const [, certificate, , , word] = line.split(' ')
    return isRight(certificate, word === 'ok')
  }).length
}

/** A version whose ciphers are accepted works, as far as sslscan tells. */
function ciphersRight(text) {
  const parts = text.split('== ').slice(1)
  return parts.flatMap((part) => {
    const [certificate] = part.split('\n')
    return ['1.0', '1.1', '1.2', '1.3'].filter((version) =>
      isRight(certificate, new RegExp(`^(Preferred|Accepted) +TLSv${version} `, 'm').test(part)),
    )
  }).length
}

function exists(program) {
  return program.includes('/') || spawnSync('sh', ['-c', 'command -v "$1"', 'sh', program]).status === 0
}
