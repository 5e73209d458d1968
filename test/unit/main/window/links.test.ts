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
  ['no URL at all', 'learn.microsoft.com'],
])('does not open %s', (_what, text) => expect(documentationLink(text)).toBeNull())
