import { execFile } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'

/** The river's order; each folder of src/shared may import those before it. */
const river = [
  'bytes',
  'packet',
  'x509',
  'tls',
  'http',
  'credential',
  'conversation',
  'diagnosis',
  'runbook',
  'azure',
  'incident',
  'contract',
  'ipc',
]
const engineSide = ['capture-file', 'tcp', 'azure', 'lab', 'cli', 'engine']

const root = resolve(import.meta.dirname, '../../..')
const biome = join(root, 'node_modules', '@biomejs', 'biome', 'bin', 'biome')

/** One import each: the file that holds it, and what it names. */
const forbidden: [file: string, target: string][] = []
const allowed: [file: string, target: string][] = []
river.forEach((from, at) => {
  river.forEach((to, index) => {
    const pair: [string, string] = [`src/shared/${from}/deep/to-${to}.ts`, `src/shared/${to}/x.ts`]
    if (index > at) forbidden.push(pair)
    else allowed.push(pair)
  })
  forbidden.push([`src/shared/${from}/to-main.ts`, 'src/main/engine/x.ts'])
  forbidden.push([`src/shared/${from}/to-renderer.ts`, 'src/renderer/state/x.ts'])
  forbidden.push([`src/shared/${from}/to-node.ts`, 'node:fs'])
  forbidden.push([`src/shared/${from}/to-electron.ts`, 'electron'])
})
forbidden.push(['src/renderer/state/to-main.ts', 'src/main/engine/x.ts'])
forbidden.push(['src/renderer/state/to-node.ts', 'node:fs'])
forbidden.push(['src/renderer/state/to-electron.ts', 'electron'])
forbidden.push(['src/main/window/to-renderer.ts', 'src/renderer/state/x.ts'])
for (const folder of engineSide) {
  forbidden.push([`src/main/${folder}/to-renderer.ts`, 'src/renderer/state/x.ts'])
  forbidden.push([`src/main/${folder}/to-window.ts`, 'src/main/window/x.ts'])
  forbidden.push([`src/main/${folder}/to-electron.ts`, 'electron'])
  allowed.push([`src/main/${folder}/to-shared.ts`, 'src/shared/ipc/x.ts'])
}
allowed.push(['src/renderer/state/to-shared.ts', 'src/shared/ipc/x.ts'])
allowed.push(['src/main/window/to-shared.ts', 'src/shared/ipc/x.ts'])
allowed.push(['src/main/window/to-engine.ts', 'src/main/engine/x.ts'])
allowed.push(['src/main/window/to-electron.ts', 'electron'])

let folder: string
let refused: Set<string>

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tlscope-layers-'))
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  cpSync(join(root, 'biome.json'), join(folder, 'biome.json'))
  for (const [file, target] of [...forbidden, ...allowed]) write(file, importOf(file, target))
  write('src/main/window/other.ts', "import { ipcMain } from 'electron'\n\nipcMain.removeAllListeners()\n")
  write('src/main/window/ipc.ts', "import { ipcMain } from 'electron'\n\nipcMain.removeAllListeners()\n")
  refused = await lint()
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

it.each(forbidden)('%s may not import %s', (file) => expect(refused).toContain(file))

it.each(allowed)('%s may import %s', (file) => expect(refused).not.toContain(file))

it('registers handlers in one file alone', () => {
  expect(refused).toContain('src/main/window/other.ts')
  expect(refused).not.toContain('src/main/window/ipc.ts')
})

it('knows every folder of src/shared', () => {
  const folders = readdirSync(join(root, 'src/shared'), { withFileTypes: true })
  expect(
    folders
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
      .filter((name) => !river.includes(name)),
  ).toEqual([])
})

it('is asked of every folder of src/main that both hosts run', () => {
  const rules = readFileSync(join(root, 'biome.json'), 'utf8')
  const folders = readdirSync(join(root, 'src/main'), { withFileTypes: true })
  const unknown = folders
    .filter((entry) => entry.isDirectory() && entry.name !== 'window')
    .filter((entry) => !new RegExp(`src/main/\\{[^}]*\\b${entry.name}\\b[^}]*\\}`).test(rules))
  expect(unknown.map((entry) => entry.name)).toEqual([])
})

function write(file: string, text: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true })
  writeFileSync(join(folder, file), text)
}

function importOf(file: string, target: string): string {
  const path = target.startsWith('src/') ? relative(dirname(file), target) : target
  const specifier = target.startsWith('src/') && !path.startsWith('.') ? `./${path}` : path
  return `import { x } from '${specifier}'\n\nexport const y = x\n`
}

/** The files in which the linter refuses an import. */
function lint(): Promise<Set<string>> {
  const args = [
    biome,
    'lint',
    '--vcs-enabled=false',
    '--only=style/noRestrictedImports',
    '--reporter=json',
    '--max-diagnostics=none',
    '.',
  ]
  return new Promise((done, fail) => {
    execFile(process.execPath, args, { cwd: folder, maxBuffer: 64 << 20 }, (_error, stdout, stderr) => {
      try {
        const report = JSON.parse(stdout) as {
          diagnostics: { category: string; location: { path: string | { file: string } } }[]
        }
        done(
          new Set(
            report.diagnostics
              .filter(({ category }) => category === 'lint/style/noRestrictedImports')
              .map(({ location }) =>
                typeof location.path === 'string' ? location.path : location.path.file,
              ),
          ),
        )
      } catch {
        fail(new Error(`the linter gave no report: ${stderr}`))
      }
    })
  })
}
