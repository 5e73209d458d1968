import { resolve } from 'node:path'

export interface Launch {
  /** Captures to open, absolute. */
  readonly paths: readonly string[]
  /** Whether the embedded lab's sample incident was asked for. */
  readonly openLab: boolean
}

/**
 * Reads Electron's `process.argv`. Chromium's own switches stand among the arguments and are passed over;
 * `--` ends them. `folder` is where relative paths start from; `unpackaged` says that the first plain
 * argument is the application's folder (`electron FOLDER file.pcap`).
 */
export function readLaunch(argv: readonly string[], folder: string, unpackaged: boolean): Launch {
  const end = argv.indexOf('--')
  const before = end < 0 ? argv.slice(1) : argv.slice(1, end)
  const after = end < 0 ? [] : argv.slice(end + 1)
  const plain = [...before.filter((argument) => !argument.startsWith('-')), ...after]
  const files = unpackaged ? plain.slice(1) : plain
  return {
    paths: files.filter((file) => file !== '').map((file) => resolve(folder, file)),
    openLab: before.includes('--lab'),
  }
}
