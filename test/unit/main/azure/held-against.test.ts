import { describe, expect, it } from 'vitest'
import { readWire, topologyFrom } from '../../../../src/main/azure/held-against.ts'
import { NO_OPTIONS } from '../../../../src/main/engine/options.ts'
import { readAzureFile } from '../../../../src/shared/azure/documents/read-file.ts'
import { EMPTY_MODEL } from '../../../../src/shared/azure/model.ts'

const none = { gateway: null, apim: null }

describe('where the machines are', () => {
  const { parts } = readAzureFile(
    Buffer.from(
      '{"gatewayUrl":"https://x","privateIpAddresses":["10.0.2.5","10.0.2.6"],"sku":{"name":"Premium"}}',
    ),
    'apim.json',
  )

  it('is told by the documents where nobody said so', () => {
    expect(topologyFrom(parts, none)).toEqual({ gateway: null, apim: '10.0.2.5,10.0.2.6' })
    expect(topologyFrom(EMPTY_MODEL, none)).toEqual(none)
  })

  it('is what the user said, before what documents say', () => {
    expect(topologyFrom(parts, { gateway: null, apim: '10.9.9.9' }).apim).toBe('10.9.9.9')
  })

  it('is never a word that is no address', () => {
    const odd = {
      ...parts,
      apims: parts.apims.map((apim) => ({ ...apim, privateIpAddresses: ["[parameters('x')]"] })),
    }
    expect(topologyFrom(odd, none).apim).toBeNull()
  })
})

describe('captures beside the documents', () => {
  it('that cannot be read are told of, and hold nothing', async () => {
    const { captures, failures, observations } = await readWire(['nowhere.pcap'], NO_OPTIONS)
    expect(observations).toEqual([])
    expect(failures).toEqual([expect.stringContaining('nowhere.pcap')])
    expect(captures).toEqual([
      {
        path: 'nowhere.pcap',
        handshakes: 0,
        broken: 0,
        heldAgainst: 0,
        legUnknown: 0,
        breaks: [],
        paths: [],
      },
    ])
  })
})
