import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { kindOfBytes, WindowFiles } from '../../../../src/main/engine/window-files.ts'

const folder = mkdtempSync(join(tmpdir(), 'tlscope-kinds-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const ofText = (text: string) => kindOfBytes(new TextEncoder().encode(text))

describe('what kind a file is', () => {
  it('is a capture by its magic number, plain or gzipped', () => {
    for (const magic of ['d4c3b2a1', 'a1b2c3d4', '4d3cb2a1', 'a1b23c4d', '0a0d0d0a', '1f8b0800'])
      expect(kindOfBytes(new Uint8Array(Buffer.from(`${magic}0000`, 'hex')))).toBe('capture')
  })

  it('is certificates for PEM under any heading, also in UTF-16, and for DER', () => {
    const pem = 'Bag Attributes\n    friendlyName: client\n-----BEGIN CERTIFICATE-----\nMIIB\n'
    expect(ofText(pem)).toBe('certificates')
    expect(ofText('-----BEGIN ENCRYPTED PRIVATE KEY-----\r\nMIIB\r\n')).toBe('certificates')
    expect(kindOfBytes(new Uint8Array(Buffer.from(`\ufeff${pem}`, 'utf16le')))).toBe('certificates')
    expect(kindOfBytes(Uint8Array.of(0x30, 0x82, 0x03, 0x10, 0x30, 0x82))).toBe('certificates')
  })

  it('is saved output for JSON, certificates in its strings or not', () => {
    expect(ofText('\ufeff[{"name":"agw"}]')).toBe('saved-output')
    expect(ofText('{"data":"-----BEGIN CERTIFICATE-----\\nMIIB"}')).toBe('saved-output')
  })

  it('is saved output for rows of a log that the portal exported, also in a spreadsheet’s UTF-16', () => {
    const rows = 'TimeGenerated [UTC]\tclientIP_s\thttpStatus_d\r\n11/22/2026\t203.0.113.9\t502\r\n'
    expect(ofText(rows.replaceAll('\t', ','))).toBe('saved-output')
    expect(kindOfBytes(new Uint8Array(Buffer.from(`\ufeff${rows}`, 'utf16le')))).toBe('saved-output')
    expect(ofText('Name,Port,Host\nhttps,443,x\n')).toBe('text')
  })

  it('is text for a table, for JSON behind warnings, and for words', () => {
    expect(ofText('Name    Port\n------  ----\nhttps   443\n')).toBe('text')
    expect(ofText('\u001b[33mWARNING: preview\u001b[0m\n{"name":"agw"}')).toBe('text')
    expect(ofText('Nothing but words.\n')).toBe('text')
  })

  it('is an answer for what openssl s_client and curl print', () => {
    const sent = 'CONNECTED(00000003)\n---\nCertificate chain\n-----BEGIN CERTIFICATE-----\nMIIB\n'
    expect(ofText(sent)).toBe('answer')
    expect(ofText('curl: (56) OpenSSL SSL_read: error:0A00045C, errno 0\n')).toBe('answer')
  })

  it('is a key log for lines of secrets, a comment above them or not', () => {
    expect(ofText(`# made by curl\nCLIENT_RANDOM ${'ab'.repeat(32)} ${'cd'.repeat(48)}\n`)).toBe('key-log')
    expect(ofText(`CLIENT_HANDSHAKE_TRAFFIC_SECRET ${'ab'.repeat(32)} ${'cd'.repeat(32)}\n`)).toBe('key-log')
  })

  it('is none of these for other bytes', () => {
    expect(kindOfBytes(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d))).toBe(
      'other',
    )
    expect(kindOfBytes(Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0, 0, 0, 8, 0, 1, 2, 3, 4))).toBe('other')
  })

  it('is told of each path in its order, folders and what is not there included', async () => {
    const [empty, key] = [join(folder, 'empty'), join(folder, 'key')]
    writeFileSync(empty, '')
    writeFileSync(key, '-----BEGIN PRIVATE KEY-----\n')
    const paths = [folder, empty, key, join(folder, 'gone')]
    const { kinds } = await new WindowFiles().answers['files:kinds']({ paths })
    expect(kinds).toEqual(['folder', 'unknown', 'certificates', 'unknown'])
  })

  it.skipIf(process.platform === 'win32')('does not open a pipe, which is read once', async () => {
    const pipe = join(folder, 'live.pcap')
    execFileSync('mkfifo', [pipe])
    // Nobody writes to it: to open it would be to wait.
    const { kinds } = await new WindowFiles().answers['files:kinds']({ paths: [pipe] })
    expect(kinds).toEqual(['unknown'])
  })
})
