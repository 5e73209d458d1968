import type { SecretFiles } from '../../shared/ipc/contract.ts'

/** The files with secrets that are chosen: by path alone, the window knows nothing of what they hold. Pure. */

export const NO_SECRETS: SecretFiles = { keyLogs: [], rsaKeys: [] }

/** The contract's bound on files of one kind. */
const MOST_FILES = 16

/** Those chosen before keep what was said of them. */
export function withKeyLogs(secrets: SecretFiles, paths: readonly string[]): SecretFiles {
  const fresh = paths.filter((path) => secrets.keyLogs.every((log) => log.path !== path))
  const keyLogs = [...secrets.keyLogs, ...fresh.map((path) => ({ path, follow: false }))]
  return { ...secrets, keyLogs: keyLogs.slice(0, MOST_FILES) }
}

export function withRsaKeys(secrets: SecretFiles, paths: readonly string[]): SecretFiles {
  const rsaKeys = [...new Set([...secrets.rsaKeys, ...paths])]
  return { ...secrets, rsaKeys: rsaKeys.slice(0, MOST_FILES) }
}

export function follow(secrets: SecretFiles, path: string, follow: boolean): SecretFiles {
  return {
    ...secrets,
    keyLogs: secrets.keyLogs.map((log) => (log.path === path ? { ...log, follow } : log)),
  }
}

export function without(secrets: SecretFiles, path: string): SecretFiles {
  return {
    keyLogs: secrets.keyLogs.filter((log) => log.path !== path),
    rsaKeys: secrets.rsaKeys.filter((key) => key !== path),
  }
}
