import { describe, expect, it } from 'vitest'
import { LARGEST_FILE, readAzureFile } from '../../../../../src/shared/azure/documents/read-file.ts'

const HEALTH = {
  backendAddressPools: [
    {
      backendAddressPool: { id: '/x/backendAddressPools/pool-apim' },
      backendHttpSettingsCollection: [
        {
          backendHttpSettings: { id: '/x/backendHttpSettingsCollection/https-apim' },
          servers: [
            { address: 'apim.contoso.internal', health: 'Healthy', healthProbeLog: 'Prüfung: Success' },
          ],
        },
      ],
    },
  ],
}
const TEXT = JSON.stringify(HEALTH, null, 2)

const read = (text: string | Uint8Array) =>
  readAzureFile(typeof text === 'string' ? Buffer.from(text) : text, 'saved.json')
const kinds = (text: string | Uint8Array) => read(text).documents.map(({ kind, items }) => `${kind} ${items}`)
const problem = (text: string | Uint8Array) => {
  const { problems } = read(text)
  expect(problems).toHaveLength(1)
  return problems[0] ?? ''
}

describe('a saved file is read whatever wrote it', () => {
  const withMark = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(TEXT)])
  const little = Buffer.from(`\ufeff${TEXT}`, 'utf16le')
  const big = Buffer.from(little).swap16()
  it.each([
    ['UTF-8', Buffer.from(TEXT)],
    ['UTF-8 with a byte order mark', withMark],
    ['UTF-16 as PowerShell 5 writes it', little],
    ['UTF-16, big-endian', big],
    ['UTF-16 without a mark', little.subarray(2)],
    ['Windows line ends', Buffer.from(TEXT.replaceAll('\n', '\r\n'))],
    ['a warning of az before it', Buffer.from(`WARNING: This command is in preview.\n${TEXT}`)],
    ['a prompt around it', Buffer.from(`PS C:\\> az network … --query "[].{n:name}"\r\n${TEXT}\r\nPS C:\\>`)],
    ['log lines in brackets before it', Buffer.from(`[2026-11-22 01:43] INFO az started\n[x]\n${TEXT}`)],
  ])('%s', (_name, bytes) => {
    expect(read(bytes).problems).toEqual([])
    expect(kinds(bytes)).toEqual(['backend-health 1'])
    expect(read(bytes).parts.backendHealth[0]?.log).toBe('Prüfung: Success')
  })

  it('several outputs in one file, each with a name of its own', () => {
    const two = read(
      `${TEXT}\n$ az apim show\n{"sku":{"name":"Premium"},"gatewayUrl":"https://x"}{"sku":"WAF_v2","tier":"WAF_v2","state":"Running"}`,
    )
    expect(two.documents.map(({ kind }) => kind)).toEqual(['backend-health', 'apim', 'application-gateway'])
    expect(two.parts.apims[0]?.at).toEqual({ file: 'saved.json#2', pointer: '' })
  })

  it('tables, which the runbook’s own commands print', () => {
    const table =
      'Name     Protocol    Port    Host                   Pick\r\n-------  ----------  ------  ---------------------  ------\r\nhttps-1  Https       443     apim.contoso.internal  False\r\n'
    const { parts, problems } = read(table)
    expect(problems).toEqual([])
    expect(parts.backendSettings[0]).toMatchObject({
      at: { file: 'saved.json', pointer: '/0' },
      name: 'https-1',
      port: 443,
      hostName: 'apim.contoso.internal',
      pickHostNameFromBackendAddress: false,
      partial: true,
    })
  })

  it('a health message that was copied out of the portal', () => {
    const { parts } = read(
      'Backend certificate is invalid. Current date is not within the "Valid from" and "Valid to" date range.',
    )
    expect(parts.backendHealth).toMatchObject([{ address: null, health: 'Unhealthy' }])
  })

  it('names in any case, as PowerShell writes them', () => {
    const { parts } = read(
      '{"GatewayIPConfigurations":[],"Name":"agw-edge","Sku":{"Name":"Standard_v2"},"OperationalState":"Running"}',
    )
    expect(parts.gateways[0]).toMatchObject({ name: 'agw-edge', sku: 'v2', operationalState: 'Running' })
  })

  it('passes over properties of a wrong type without losing the others', () => {
    const { parts } = read(
      '[{"cookieBasedAffinity":7,"name":"s","port":"443","hostName":{"a":1},"probe":[],"protocol":"Https"}]',
    )
    expect(parts.backendSettings[0]).toMatchObject({
      name: 's',
      port: 443,
      hostName: null,
      probe: null,
      protocol: 'Https',
    })
  })
})

describe('what cannot be read is named in one sentence', () => {
  it('cut-off JSON, with the byte at which it ends', () => {
    const cut = `\ufeff${TEXT.slice(0, 200)}`
    expect(problem(cut)).toBe(
      `saved.json: the JSON is cut off: it ends at byte ${Buffer.from(cut).length} where a name in quotes was expected. Save it again, whole.`,
    )
    expect(problem(Buffer.from(cut, 'utf16le'))).toContain(
      `ends at byte ${Buffer.from(cut, 'utf16le').length} `,
    )
  })

  it('a wrong character, with its byte', () => {
    expect(problem('{"naïve": 1,, "b": 2}')).toBe(
      'saved.json: no JSON at byte 13: a name in quotes was expected.',
    )
    expect(problem('[\n{"a": tru}\n]')).toContain('no JSON at byte 8: a value was expected')
  })

  it('and keeps what stands before it', () => {
    const both = read(`${TEXT}\n{"a": `)
    expect(both.problems[0]).toContain('What stands before it was read.')
    expect(both.documents).toHaveLength(1)
  })

  it.each([1_000, 500_000])('nesting %i levels deep', (levels) => {
    expect(problem('['.repeat(levels))).toContain('at byte 100 the JSON nests deeper than this reads')
  })

  it('more bytes than are read', () => {
    expect(problem(new Uint8Array(LARGEST_FILE + 1))).toContain('bytes are more than this reads')
  })

  it.each([
    [
      'the output of another command',
      '[{"type":"Microsoft.Compute/virtualMachines","name":"vm"}]',
      'this is the output of az vm list; expected JSON that az printed',
    ],
    [
      'something of Azure that says nothing here',
      '{"type":"Microsoft.Storage/storageAccounts"}',
      'this is about Microsoft.Storage/storageAccounts, which says nothing about mutual TLS',
    ],
    [
      'rows of another log',
      '[{"TimeGenerated":"2026-11-22T01:43:16Z","Type":"AppRequests","ResultCode":"401"}]',
      'these are rows of AppRequests; expected',
    ],
    [
      'JSON of something else',
      '{"name":"tlscope","version":"1"}',
      'this has the properties name, version; expected',
    ],
    [
      'account list',
      '[{"tenantId":"x","user":{},"isDefault":true}]',
      'this looks like the output of az account list',
    ],
    ['a list of names', '["apim-root"]', 'this is a list of bare values'],
    [
      'certificates of API Management',
      '{"value":[{"type":"Microsoft.ApiManagement/service/certificates"}]}',
      'which are not its CA store',
    ],
    ['a table', 'Name   Sku\n-----  -----\nagw    WAF_v2\n', 'a table (-o table): save it with -o json'],
    ['YAML', 'name: agw\nsku:\n  name: WAF_v2\n', 'YAML (-o yaml): save it with -o json'],
    ['PEM', '-----BEGIN CERTIFICATE-----\nMIIB\n', 'PEM: certificates are read by tlscope cert inspect'],
    [
      'an error of az',
      "ERROR: (ResourceNotFound) The Resource 'agw' was not found.\n",
      "an error of az: ERROR: (ResourceNotFound) The Resource 'agw' was not found.",
    ],
    ['nothing', ' \r\n', 'the file is empty. For ssl-policy show that means the default policy'],
    ['a capture', '\xd4\xc3\xb2\xa1\x02\x00', 'no JSON in it, but other text or data'],
    ['an empty object', '{}', 'this is an empty object'],
  ])('%s', (_name, text, sentence) => {
    expect(problem(Buffer.from(text, 'latin1'))).toContain(sentence)
  })

  it('an empty list is no fault, and neither is null', () => {
    expect(read('[]').notes[0]).toContain('the list is empty')
    expect(read('null').notes[0]).toContain('default policy')
    expect([...read('[]').problems, ...read('null').problems]).toEqual([])
  })

  it('elements of another shape are counted', () => {
    const { notes, documents } = read('[{"address":"a","health":"Healthy"},{"b":1}]')
    expect(documents).toHaveLength(1)
    expect(notes).toEqual(['saved.json: 1 element of another shape not looked at'])
  })
})

describe('what was taken for a document by mistake', () => {
  it.each([
    'hunter2-is-the-passphrase',
    'CLIENT_RANDOM 5201 deadbeef',
    '{"clientSecret":"hunter2"}',
    '"hunter2"',
  ])('is not repeated in a sentence: %s', (text) => expect(problem(text)).not.toMatch(/hunter2|deadbeef/))
})
