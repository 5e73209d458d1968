/**
 * The window in a plain Chromium, for looking at it and for tests without Electron: the built page under its
 * own content security policy, and a bridge over the real engine session in this Node process.
 */
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { extname, join, normalize, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import react from '@vitejs/plugin-react'
import { chromium } from 'playwright-core'
import { build } from 'vite'

const ROOT = resolve(import.meta.dirname, '../../..')
const MEDIA_TYPES = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
}

/** Builds page and engine into a temporary folder, which `close` removes. */
export async function startHost() {
  const folder = await mkdtemp(join(tmpdir(), 'tlscope-window-'))
  await build({
    configFile: false,
    logLevel: 'warn',
    root: join(ROOT, 'src/renderer'),
    plugins: [react()],
    build: {
      outDir: join(folder, 'page'),
      emptyOutDir: true,
      chunkSizeWarningLimit: 4000,
      target: 'chrome130',
      modulePreload: { polyfill: false },
    },
  })
  await build({
    configFile: false,
    logLevel: 'warn',
    root: ROOT,
    ssr: { noExternal: true },
    build: {
      ssr: true,
      outDir: join(folder, 'engine'),
      emptyOutDir: true,
      target: 'node20',
      rollupOptions: {
        input: {
          session: join(ROOT, 'src/main/engine/session.ts'),
          policy: join(ROOT, 'src/main/window/content-security.ts'),
        },
        output: { entryFileNames: '[name].mjs' },
      },
    },
  })
  const load = (name) => import(pathToFileURL(join(folder, 'engine', `${name}.mjs`)).href)
  const { EngineSession } = await load('session')
  const { contentSecurityPolicy } = await load('policy')

  const server = createServer(async (request, response) => {
    const path = normalize(new URL(request.url, 'http://localhost').pathname)
    const file = join(folder, 'page', path === '/' ? 'index.html' : path)
    if (!existsSync(file)) {
      response.writeHead(404).end()
      return
    }
    response.writeHead(200, {
      'Content-Type': MEDIA_TYPES[extname(file)] ?? 'application/octet-stream',
      'Content-Security-Policy': contentSecurityPolicy,
    })
    response.end(await readFile(file))
  })
  await new Promise((done) => server.listen(0, '127.0.0.1', done))
  const executablePath = process.env.TLSCOPE_CHROMIUM ?? '/usr/bin/chromium'
  const browser = await chromium.launch({
    executablePath,
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  })

  return {
    /** A page whose bridge speaks to a new engine session; `complaints` gathers what the console said. */
    async openPage({
      width = 1440,
      height = 900,
      paths = [],
      lab = false,
      colorScheme = 'dark',
      session,
    } = {}) {
      const page = await browser.newPage({ viewport: { width, height }, colorScheme })
      const complaints = []
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
      })
      page.on('pageerror', (error) => complaints.push(String(error)))
      const emit = (event) => page.evaluate((it) => window.__tlscopeEmit(it), event).catch(() => {})
      const engine = session?.(emit) ?? new EngineSession(emit)
      await page.exposeFunction('__tlscopeAnswer', async (channel, payload) => {
        // The engine looks for the articles beside the program, which a temporary build has not got.
        if (channel === 'runbook:files')
          return { ok: true, value: { files: await runbookFiles(), folder: null, problems: [] } }
        const outcome = await engine.answer(channel, payload)
        if (outcome.ok && channel === 'compare:bytes') {
          const { a, b } = outcome.value
          return { ok: true, value: { ...outcome.value, a: [...a], b: [...b] } }
        }
        const raw = outcome.ok && channel === 'message:bytes' ? outcome.value.raw : null
        if (raw === null || raw === undefined) return outcome
        return { ok: true, value: { ...outcome.value, raw: [...raw] } }
      })
      await page.addInitScript(installBridge, { paths, lab })
      await page.goto(`http://127.0.0.1:${server.address().port}/`)
      return { page, complaints, emit }
    },
    async close() {
      await browser.close()
      server.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function runbookFiles() {
  const folder = join(ROOT, 'resources/runbook')
  const names = (await readdir(folder)).filter((name) => name.endsWith('.md'))
  return Promise.all(
    names.map(async (name) => ({
      name,
      text: await readFile(join(folder, name), 'utf8'),
      origin: 'shipped',
    })),
  )
}

/** Runs in the page, before its own scripts. */
function installBridge({ paths, lab }) {
  const listeners = []
  const ask = (channel) => (payload) => window.__tlscopeAnswer(channel, payload ?? {})
  const said = (value) => Promise.resolve({ ok: true, value })
  window.__tlscopeEmit = (event) => {
    for (const listener of listeners) listener(event)
  }
  window.__tlscopeCopied = []
  window.__tlscopeShell = []
  window.tlscope = {
    openCaptures: ask('analysis:open'),
    openLab: ask('analysis:lab'),
    cancelAnalysis: ask('analysis:cancel'),
    handshakeDocument: ask('handshake:document'),
    messageBytes: async (request) => {
      const outcome = await window.__tlscopeAnswer('message:bytes', request)
      if (outcome.ok && outcome.value.raw !== null) outcome.value.raw = new Uint8Array(outcome.value.raw)
      return outcome
    },
    exportAnnotated: ask('export:annotated'),
    reportMarkdown: ask('report:markdown'),
    runbookFiles: ask('runbook:files'),
    fileKinds: ask('files:kinds'),
    startProbe: ask('probe:start'),
    cancelProbe: ask('probe:cancel'),
    answerPassphrase: ask('probe:answer-passphrase'),
    confirmProbe: ask('probe:confirm'),
    saveProbe: ask('probe:save'),
    probeProfiles: ask('probe:profiles'),
    startMatrix: ask('matrix:start'),
    cancelMatrix: ask('matrix:cancel'),
    openCell: ask('matrix:open-cell'),
    inspectCertificates: ask('certificates:inspect'),
    chooseAzureFiles: ask('shell:choose-azure'),
    readAzureFiles: ask('azure:read'),
    compare: ask('compare:run'),
    comparedBytes: async (request) => {
      const outcome = await window.__tlscopeAnswer('compare:bytes', request)
      if (!outcome.ok) return outcome
      const { a, b } = outcome.value
      return { ok: true, value: { ...outcome.value, a: new Uint8Array(a), b: new Uint8Array(b) } }
    },
    info: () =>
      said({ version: '0.1.0', runtime: 'Chromium', platform: 'linux', initialPaths: paths, openLab: lab }),
    chooseCaptures: () => said({ paths }),
    chooseKeyLogs: () => said({ paths: [] }),
    chooseCertificates: ({ purpose }) => said({ paths: window.__tlscopeFiles?.[purpose] ?? [] }),
    chooseOutput: () => said({ path: null }),
    saveText: () => said(null),
    copy: ({ text }) => {
      window.__tlscopeCopied.push(text)
      return said(null)
    },
    openLink: () => said({ opened: false }),
    droppedPath: () => '',
    onAnalysis: (listener) => {
      listeners.push(listener)
      return () => {}
    },
    onShell: (listener) => {
      window.__tlscopeShell.push(listener)
      return () => {}
    },
  }
}
