import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'playwright/test'
import { launch, outputFolder, type RunningApp } from './support/app.ts'
import { answerSaveDialog } from './support/journey.ts'

let running: RunningApp

test.beforeAll(async () => {
  running = await launch()
  await running.page.waitForLoadState('load')
})

test.afterAll(async () => {
  await running?.close()
})

test('the window’s document comes from the app’s own protocol with the strict policy', async () => {
  expect(running.page.url()).toBe('app://tlscope/index.html')
  const header = await running.app.evaluate(async ({ net }) => {
    const response = await net.fetch('app://tlscope/index.html')
    return response.headers.get('content-security-policy')
  })
  expect(header).toBe(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  )
})

test('the policy is in force: no request and no inline script gets through', async () => {
  const refused = await running.page.evaluate(async () => {
    const request = await fetch('https://learn.microsoft.com/').then(
      () => 'answered',
      () => 'refused',
    )
    const script = document.createElement('script')
    script.textContent = 'globalThis.inlineScriptRan = true'
    document.body.append(script)
    script.remove()
    return { request, inlineScriptRan: 'inlineScriptRan' in globalThis }
  })
  expect(refused).toEqual({ request: 'refused', inlineScriptRan: false })
})

test('the sandbox is on for the window’s process', async () => {
  const preferences = await running.app.evaluate(({ BrowserWindow, app }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents
    const metric = app.getAppMetrics().find((entry) => entry.pid === contents?.getOSProcessId())
    return {
      noSandbox: app.commandLine.hasSwitch('no-sandbox'),
      sandboxed: metric?.sandboxed ?? 'not told on this platform',
      pid: contents?.getOSProcessId() ?? 0,
    }
  })
  expect(preferences.noSandbox).toBe(false)
  expect(preferences.sandboxed).not.toBe(false)
  // Linux: a sandboxed process runs under a system call filter (2) and may gain no privileges.
  const status = readFileSync(`/proc/${preferences.pid}/status`, 'utf8')
  expect(status).toMatch(/^Seccomp:\s+2$/m)
  expect(status).toMatch(/^NoNewPrivs:\s+1$/m)
})

test('the window has no Node and no Electron, only the named verbs', async () => {
  const globals = await running.page.evaluate(() =>
    ['require', 'process', 'module', 'Buffer', 'global', 'electron', 'ipcRenderer'].filter(
      (name) => name in globalThis,
    ),
  )
  expect(globals).toEqual([])
  const verbs = await running.page.evaluate(() =>
    Object.keys((globalThis as { tlscope?: object }).tlscope ?? {}).sort(),
  )
  expect(verbs).toEqual([
    'answerPassphrase',
    'cancelAnalysis',
    'cancelMatrix',
    'cancelProbe',
    'chooseAzureFiles',
    'chooseCaptures',
    'chooseCertificates',
    'chooseKeyLogs',
    'chooseOutput',
    'chooseRsaKeys',
    'chooseRunbook',
    'compare',
    'comparedBytes',
    'confirmProbe',
    'copy',
    'droppedPath',
    'exportAnnotated',
    'fileKinds',
    'fillSession',
    'handshakeDocument',
    'info',
    'inspectCertificates',
    'leaveRunbook',
    'makeClientCaBundle',
    'makeRootFile',
    'messageBytes',
    'onAnalysis',
    'onShell',
    'openCaptures',
    'openCell',
    'openLab',
    'openLink',
    'probeProfiles',
    'readAzureFiles',
    'reportMarkdown',
    'runbookFiles',
    'saveProbe',
    'saveText',
    'sessionMarkdown',
    'startMatrix',
    'startProbe',
  ])
})

test('every permission is refused', async () => {
  const states = await running.page.evaluate(() =>
    Promise.all(
      (['geolocation', 'notifications', 'clipboard-read', 'camera', 'microphone'] as PermissionName[]).map(
        async (name) => (await navigator.permissions.query({ name })).state,
      ),
    ),
  )
  expect(states).toEqual(['denied', 'denied', 'denied', 'denied', 'denied'])
})

test('a malformed request is answered with an error and does not reach its handler', async () => {
  const outcome = await running.page.evaluate(() =>
    (globalThis as unknown as { tlscope: { copy(request: unknown): Promise<unknown> } }).tlscope.copy({
      text: 7,
    }),
  )
  expect(outcome).toMatchObject({ ok: false, error: { code: 'bad-request' } })
})

test('a file may be written only where the user chose to save', async () => {
  const outcome = await running.page.evaluate(() =>
    (globalThis as unknown as { tlscope: { saveText(request: unknown): Promise<unknown> } }).tlscope.saveText(
      {
        path: '/nowhere/not-chosen.md',
        text: 'x',
      },
    ),
  )
  expect(outcome).toMatchObject({ ok: false, error: { code: 'not-chosen' } })
})

test('a private key is not written, even where the user chose to save', async () => {
  const path = join(outputFolder(), 'not-a-bundle.pem')
  await answerSaveDialog(running, path)
  const outcome = await running.page.evaluate(async (output) => {
    const { tlscope } = globalThis as unknown as {
      tlscope: Record<'chooseOutput' | 'saveText', (request: unknown) => Promise<unknown>>
    }
    await tlscope.chooseOutput({ suggestedName: 'client-ca.pem', kind: 'pem' })
    const text = '-----BEGIN EC PRIVATE KEY-----\nMHcCAQEE\n-----END EC PRIVATE KEY-----\n'
    return tlscope.saveText({ path: output, text })
  }, path)
  expect(outcome).toMatchObject({ ok: false, error: { code: 'private-key' } })
  expect(existsSync(path)).toBe(false)
})

test('a file is taken for one with secrets only where the user chose it as one', async () => {
  const outcome = await running.page.evaluate(() =>
    (
      globalThis as unknown as { tlscope: { openCaptures(request: unknown): Promise<unknown> } }
    ).tlscope.openCaptures({
      paths: ['/nowhere/capture.pcap'],
      options: { secrets: { keyLogs: [], rsaKeys: ['/etc/hostname'] } },
    }),
  )
  expect(outcome).toMatchObject({ ok: false, error: { code: 'not-chosen' } })
})

test('the path of a dropped file comes from the system, and a made-up file has none', async () => {
  const { page } = running
  const capture = join(outputFolder(), 'dropped.pcap')
  writeFileSync(capture, 'not read')
  await page.evaluate(() => {
    const input = document.createElement('input')
    input.type = 'file'
    input.id = 'drop'
    document.body.append(input)
  })
  await page.locator('#drop').setInputFiles(capture)
  const paths = await page.evaluate(() => {
    const { tlscope } = globalThis as unknown as { tlscope: { droppedPath(file: object): string } }
    const input = document.querySelector<HTMLInputElement>('#drop')
    const [file] = input?.files ?? []
    input?.remove()
    return [
      tlscope.droppedPath(file ?? {}),
      tlscope.droppedPath(new File(['x'], 'made-up.pcap')),
      tlscope.droppedPath({}),
    ]
  })
  expect(paths).toEqual([capture, '', ''])
})

test('the name of the window says that this is a test build', async () => {
  const title = await running.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.getTitle(),
  )
  expect(title).toBe('tlscope (test build)')
})

// Last: Playwright keeps waiting for the navigation that is refused here.
test('the window neither navigates nor opens another', async () => {
  const { page, app } = running
  await page.evaluate(() => {
    globalThis.open('https://learn.microsoft.com/')
    location.href = 'https://learn.microsoft.com/'
  })
  await page.evaluate(() => {
    location.href = 'app://tlscope/other.html'
  })
  await page.waitForTimeout(500)
  expect(page.url()).toBe('app://tlscope/index.html')
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
})
