import { describe, expect, it } from 'vitest'
import { sortFiles } from '../../../../src/renderer/state/file-kinds.ts'

describe('files sorted by the view that reads them', () => {
  it('go by what is in them, whatever they are called', () => {
    const sorted = sortFiles(
      ['/a/health', '/a/trace.txt', '/a/ca.json', '/a/openssl.log'],
      ['saved-output', 'capture', 'certificates', 'answer'],
    )
    expect(sorted).toEqual({
      azure: ['/a/health'],
      capture: ['/a/trace.txt'],
      certificates: ['/a/ca.json'],
      session: ['/a/openssl.log'],
      refused: [],
    })
  })

  it('go by their name where nothing in them tells, so that their reader says what is wrong', () => {
    const paths = [
      '/a/x.pcap',
      '/a/x.pcap12',
      '/a/x.pcapng.gz',
      '/a/x.PEM',
      '/a/x.json',
      '/a/x.csv',
      '/a/gone',
      '/a/x.pfx',
    ]
    const kinds = ['other', 'unknown', 'other', 'unknown', 'unknown', 'other', 'unknown', 'other'] as const
    const sorted = sortFiles(paths, kinds)
    expect(sorted.capture).toEqual(['/a/x.pcap', '/a/x.pcap12', '/a/x.pcapng.gz', '/a/gone'])
    expect(sorted.certificates).toEqual(['/a/x.PEM', '/a/x.pfx'])
    expect(sorted.azure).toEqual(['/a/x.json', '/a/x.csv'])
    expect(sortFiles(['/a/x.cer'], []).certificates).toEqual(['/a/x.cer'])
    const words = sortFiles(
      ['/a/x.cer', '/a/x.pcap', '/a/table', '/a/x.log'],
      ['text', 'text', 'text', 'text'],
    )
    expect(words).toMatchObject({
      certificates: ['/a/x.cer'],
      capture: ['/a/x.pcap'],
      azure: ['/a/table', '/a/x.log'],
    })
  })

  it('are refused by name in a sentence where no view reads them', () => {
    const { refused, capture } = sortFiles(
      ['C:\\Users\\kari\\topology.png', '/a/client.keys', '/a/captures'],
      ['other', 'key-log', 'folder'],
    )
    expect(refused).toEqual([
      'topology.png is neither a capture, nor a certificate file, nor the output of a command. It was not opened.',
      'client.keys is a key log. Open the capture first, then choose the key log with the Decrypt button.',
      'captures is a folder. Open the files in it.',
    ])
    expect(capture).toEqual([])
  })
})
