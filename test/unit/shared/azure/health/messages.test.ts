import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { HEALTH_MESSAGES, type HealthMessage } from '../../../../../src/shared/azure/health/messages.ts'
import { FINDINGS } from '../../../../../src/shared/diagnosis/taxonomy.ts'
import { sharedPath, tellWhyAbsent } from '../../../../support/shared-folder.ts'

const messages: HealthMessage[] = Object.values(HEALTH_MESSAGES)

describe('the messages of backend health', () => {
  it('have each a finding of the taxonomy and a row of their own', () => {
    expect(messages.every(({ id }) => id.startsWith('backend-health-') && id in FINDINGS)).toBe(true)
    expect(new Set(messages.map(({ row }) => row)).size).toBe(messages.length)
  })

  it.skipIf(tellWhyAbsent('facts', 'azure.md') !== null)(
    'stand word for word in their rows of the fact sheet',
    () => {
      const lines = readFileSync(sharedPath('facts', 'azure.md') ?? '', 'utf8').split('\n')
      for (const { row, text, older } of messages) {
        const line = lines.find((one) => one.startsWith(`| ${row} |`)) ?? ''
        expect([row, line]).toEqual([row, expect.stringContaining(text)])
        for (const { row: place, text: earlier } of older) {
          const at = lines.find((one) => one.startsWith(`| ${place} |`)) ?? ''
          // The rows of 3.2 and 3.16 give their other wording by its changed words only.
          const changed = { '3.2': 'is not entered correctly', '3.16': 'to whitelist the backend' }[place]
          if (changed !== undefined) expect(earlier).toContain(changed)
          const sought = changed ?? earlier
          expect([place, at]).toEqual([place, expect.stringContaining(sought)])
        }
      }
    },
  )
})
