import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { readLaunch } from '../../../../src/main/window/launch-arguments.ts'

const folder = resolve('/captures')

it('resolves captures against the folder the app was started from', () => {
  expect(readLaunch(['tlscope', 'a.pcap', resolve('/b.pcapng')], folder, false)).toEqual({
    paths: [resolve('/captures/a.pcap'), resolve('/b.pcapng')],
    openLab: false,
  })
})

it('passes over Chromium’s switches', () => {
  const argv = ['tlscope', '--inspect=0', '--no-sandbox', 'a.pcap', '--remote-debugging-port=0']
  expect(readLaunch(argv, folder, false).paths).toEqual([resolve('/captures/a.pcap')])
})

it('does not take the application’s own folder for a capture when run from the sources', () => {
  expect(readLaunch(['electron', '--no-sandbox', '/checkout', 'a.pcap'], folder, true).paths).toEqual([
    resolve('/captures/a.pcap'),
  ])
  expect(readLaunch(['electron', '/checkout', '--lab'], folder, true)).toEqual({ paths: [], openLab: true })
})

it('takes everything after -- for a capture', () => {
  expect(readLaunch(['tlscope', '--', '--lab', '-odd-name.pcap'], folder, false)).toEqual({
    paths: [resolve('/captures/--lab'), resolve('/captures/-odd-name.pcap')],
    openLab: false,
  })
})
