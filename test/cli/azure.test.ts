import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { runScenario } from '../../src/main/lab/index.ts'
import { type AzureDocument, azureSchema } from '../../src/shared/contract/azure.ts'
import { temporaryFolder, workingCapture } from './support/captures.ts'
import { tlscope } from './support/run.ts'

const folder = temporaryFolder()
afterAll(() => folder.remove())

const DOCUMENTS = join(import.meta.dirname, '../azure/documents')
const saved = (name: string): string => join(DOCUMENTS, name)

async function document(
  ...args: string[]
): Promise<{ status: number | null; document: AzureDocument; stderr: string }> {
  const { status, stdout, stderr } = await tlscope(['azure', ...args, '--json'], { cwd: DOCUMENTS })
  return { status, document: azureSchema.parse(JSON.parse(stdout)), stderr }
}

describe('tlscope azure', () => {
  it('says first what is wrong, then what was read, then how to fix it, with the names filled in', async () => {
    const { status, stdout, stderr } = await tlscope(
      ['azure', 'health-3.07-cn-leaf.json', 'gateway-show.json', 'apim-show.json'],
      { cwd: DOCUMENTS },
    )
    expect(stderr).toBe('')
    expect(status).toBe(1)
    expect(stdout.replace(/\s+/g, ' ')).toMatch(
      /^1 error\. Application Gateway agw-edge does not use apim\.contoso\.internal \(setting https-apim\): the backend’s certificate is for another name/,
    )
    expect(stdout).toMatch(
      /health-3\.07-cn-leaf\.json, \n +\/backendAddressPools\/0\/backendHttpSettingsCollection\/0\/servers\/0/,
    )
    expect(stdout).toContain('What the documents say')
    expect(stdout).toContain('── the fix for backend-health-cn-mismatch ──')
    expect(stdout).toContain('az apim show -g "rg-edge" -n "apim-contoso"')
    expect(stdout).toContain('-connect "10.0.2.5:443" -servername "apim.contoso.internal"')
    expect(stdout).not.toMatch(/"<(?:rg|gateway|apim|host|http-settings|probe)>"/)
  })

  it('prints a document of its schema', async () => {
    const { status, document: printed } = await document('health-two-faults.json', 'nsg-show.json')
    expect(status).toBe(1)
    expect(printed.files.map(({ documents }) => documents.map(({ kind }) => kind))).toEqual([
      ['backend-health'],
      ['nsg'],
    ])
    expect(printed.findings.map(({ id }) => id)).toEqual([
      'backend-health-status-mismatch',
      'backend-health-certificate-dates',
    ])
    expect(printed.findings[0]?.evidence[0]).toEqual({
      file: 'health-two-faults.json',
      pointer: '/backendAddressPools/0/backendHttpSettingsCollection/0/servers/2',
    })
    expect(printed.facts.filter(({ about }) => about === 'nsg-rule')).toHaveLength(8)
  })

  it('ends with 0 where nothing is wrong, and says that what it did not see is not judged', async () => {
    const { status, stdout } = await tlscope([
      'azure',
      saved('health-healthy.json'),
      saved('probe-list.json'),
    ])
    expect(status).toBe(0)
    expect(stdout).toContain('Nothing is wrong in what was read. What is not in these documents is not')
  })

  it('ends with 1 where a backend is unhealthy in words that nobody knows', async () => {
    const { status, document: printed } = await document('health-unrecognised.json')
    expect([status, printed.findings]).toEqual([1, []])
    expect(printed.notes[0]?.explanation).toContain('Der Back-End-Server antwortet nicht wie erwartet')
  })

  it('names what it cannot read, reads the rest, and ends with 2', async () => {
    const wrong = folder.file('vms.json', '[{"type":"Microsoft.Compute/virtualMachines"}]')
    const cut = folder.file('cut.json', '{"a": [1, 2')
    const missing = join(folder.path, 'missing.json')
    const { status, stdout, stderr } = await tlscope(['azure', wrong, cut, missing, saved('dns-a-list.json')])
    expect(status).toBe(2)
    expect(stdout).toContain('apim.contoso.internal · contoso.internal')
    expect(stderr.trim().split('\n')).toEqual([
      expect.stringContaining('vms.json: this is the output of az vm list; expected'),
      expect.stringContaining('cut.json: the JSON is cut off: it ends at byte 11'),
      expect.stringContaining('missing.json: no such file'),
    ])
  })

  it('reads standard input', async () => {
    const stdin = Buffer.from('\ufeffnull\r\n', 'utf16le')
    const { status, stdout, stderr } = await tlscope(['azure', '-'], { stdin })
    expect([status, stderr]).toEqual([0, ''])
    expect(stdout.replace(/\s+/g, ' ')).toContain('For ssl-policy show it means the default policy')
  })

  it('reads a capture beside the documents, and counts its handshakes', async () => {
    const capture = folder.file('works.pcapng', await workingCapture())
    const { status, document: printed } = await document(saved('probe-list.json'), '--with', capture)
    expect(status).toBe(0)
    expect(printed.captures).toEqual([
      { path: capture, handshakes: 1, broken: 0, heldAgainst: 1, legUnknown: 1, breaks: [], paths: [] },
    ])
  })

  it('holds backend health against packets of the same leg, and says where the leg is not known', async () => {
    const { pcapng } = await runScenario('server-certificate-expired')
    const capture = folder.file('expired.pcapng', pcapng)
    const health = saved('health-3.09-dates.json')
    const alone = await tlscope(['azure', health, '--with', capture, '--no-facts', '--no-article'])
    expect(alone.stdout.replace(/\s+/g, ' ')).toContain('The leg of one handshake is not known')
    const { document: held } = await document(health, '--with', capture, '--gateway', '10.20.1.0/24')
    expect(held.captures[0]?.breaks[0]).toMatchObject({ handshake: 'h0', leg: 'gateway-apim' })
    expect(held.findings[0]?.explanation).toContain('The capture shows the same on this leg: h0')
    expect(held.findings[0]?.evidence.at(-1)).toMatchObject({ value: 'server-certificate-expired' })
  })

  it('refuses standard input twice', async () => {
    const { status, stderr } = await tlscope(['azure', '-', '--with', '-'])
    expect(status).toBe(2)
    expect(stderr).toContain('standard input (-) can be read only once')
  })

  it('prints control characters of a document as text', async () => {
    const evil = folder.file(
      'evil.json',
      JSON.stringify([{ address: '\u001b[31mred', health: 'Unhealthy', log: '\u001b]0;x\u0007' }]),
    )
    const { stdout } = await tlscope(['azure', evil])
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not stand there
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/)
    expect(stdout).toContain('\\x1b[31mred')
  })
})
