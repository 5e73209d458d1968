import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const root = join(import.meta.dirname, '..', '..')

it('npm run fuzz tells what its inputs reached, and names what they never entered', async () => {
  const script = join(root, 'scripts', 'fuzz.mjs')
  const options = '--inputs 200 --fresh --no-captures --threads 1 --seed 7 --target name --target places'
  const { stdout } = await promisify(execFile)(process.execPath, [script, ...options.split(' ')], {
    cwd: root,
  })
  expect(stdout).toMatch(/^fuzz: 4\d\d inputs, 0 failures, seed 7$/m)
  expect(stdout).toMatch(/^name .* [1-9]\d\d places reached, \d+ inputs kept$/m)
  expect(stdout).toMatch(/^src\/shared\/x509 .* functions entered, .* arms passed$/m)
  expect(stdout).toMatch(/^Never entered, of what reads bytes from outside: [1-9]\d*$/m)
}, 120_000)
