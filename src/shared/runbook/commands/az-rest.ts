import type { GivenFlag } from './az-command.ts'
import type { CliTable } from './cli-table.ts'

/**
 * What is wrong with the request of an `az rest`: method, address, api-version, body.
 * Addresses are spelled out in full, as resource ids under management.azure.com.
 */
export function restProblems(given: readonly GivenFlag[], table: CliTable, readsOnly: boolean): string[] {
  const valueGiven = (name: string): string | undefined => given.find((flag) => flag.name === name)?.values[0]
  const method = (valueGiven('--method') ?? 'get').toLowerCase()
  const body = valueGiven('--body')
  const problems = addressProblems(valueGiven('--url') ?? '', table)
  if (readsOnly && method !== 'get' && method !== 'head')
    problems.push(`${method} changes something; a block that only looks may not hold it`)
  if (body === undefined) {
    if (method === 'put' || method === 'patch') problems.push(`${method} needs --body`)
  } else if (method === 'get' || method === 'head') problems.push(`${method} takes no --body`)
  else if (!body.startsWith('@') && !isJson(body)) problems.push('--body is not JSON')
  return problems
}

function addressProblems(url: string, table: CliTable): string[] {
  const shape =
    /^https:\/\/management\.azure\.com(\/subscriptions\/[^/?]+\/resourceGroups\/[^/?]+\/providers\/([^?]+))\?(.*)$/.exec(
      url,
    )
  if (shape === null) {
    return [
      '--url must be https://management.azure.com/subscriptions/…/resourceGroups/…/providers/… with ?api-version=',
    ]
  }
  const [namespace = '', ...rest] = (shape[2] ?? '').split('/')
  // Types and names take turns behind the namespace.
  const type = `${namespace}/${rest[0] ?? ''}`
  if (rest.some((part) => part === '')) return ['--url has an empty part']
  const known = Object.hasOwn(table.resources, type) ? table.resources[type] : undefined
  if (known === undefined) return [`--url: "${type}" is not in the table of resources`]
  const version = /(?:^|&)api-version=([^&]*)/.exec(shape[3] ?? '')?.[1]
  if (version === undefined) return ['--url has no api-version']
  if (!/^\d{4}-\d{2}-\d{2}(?:-preview)?$/.test(version)) return [`--url: "${version}" is no api-version`]
  if (!known.versions.includes(version)) {
    return [`--url: api-version ${version} of ${type} was not compared (table: ${known.versions.join(', ')})`]
  }
  return []
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
