import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { documentationLink } from '../../../../src/main/window/links.ts'

it('opens documentation over https', () => {
  expect(
    documentationLink('https://learn.microsoft.com/azure/application-gateway/mutual-authentication-overview'),
  ).toBe('https://learn.microsoft.com/azure/application-gateway/mutual-authentication-overview')
})

it.each([
  ['another scheme', 'file:///etc/passwd'],
  ['plain http', 'http://learn.microsoft.com/'],
  ['a script', 'javascript:alert(1)'],
  ['another host', 'https://example.com/'],
  ['a host that only ends alike', 'https://evil-learn.microsoft.com.example/'],
  ['credentials', 'https://learn.microsoft.com@example.com/'],
  ['credentials on the right host', 'https://user:secret@learn.microsoft.com/'],
  ['another port', 'https://learn.microsoft.com:8443/'],
  ['a folder anyone may publish in', 'https://github.com/someone/azure-docs'],
  ['a way out of an allowed folder', 'https://github.com/Azure/../someone/x'],
  ['no URL at all', 'learn.microsoft.com'],
])('does not open %s', (_what, text) => expect(documentationLink(text)).toBeNull())

it('opens every source that an article of the runbook names', () => {
  const folder = resolve(import.meta.dirname, '../../../../resources/runbook')
  const sources = readdirSync(folder)
    .filter((file) => file.endsWith('.md'))
    .flatMap((file) =>
      [...readFileSync(join(folder, file), 'utf8').matchAll(/^ +url: (\S+)$/gm)].map(([, url]) => url ?? ''),
    )
  expect(sources.length).toBeGreaterThan(20)
  expect(sources.filter((url) => documentationLink(url) === null)).toEqual([])
})
