/**
 * Writes THIRD-PARTY-NOTICES.md from the packages that the built bundles carry code of.
 *
 *   npm run notices             writes it
 *   npm run notices -- --check  exits 1 when it is not what would be written
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ensureBuilt } from './bootstrap/build.mjs'
import { ensureDependencies } from './bootstrap/dependencies.mjs'
import { inRoot } from './bootstrap/paths.mjs'
import { SetupError, say, stop } from './bootstrap/say.mjs'

const file = inRoot('THIRD-PARTY-NOTICES.md')

const preface = `# Third-party notices

tlscope is MIT licensed (LICENSE). Its bundles carry code of the packages below, each under its own licence,
whose text follows. The list is made from the bundles themselves by \`npm run notices\`.

The packaged application also carries Electron (MIT) with Chromium, Node.js and others; their licences lie
beside the executable in \`LICENSE.electron.txt\` and \`LICENSES.chromium.html\`.
`

/** Resolves to null when the file is current, else to a sentence saying that it is not. */
export async function checkNotices() {
  const wanted = await notices()
  let present = ''
  try {
    present = readFileSync(file, 'utf8')
  } catch {
    return 'THIRD-PARTY-NOTICES.md is missing; write it with "npm run notices".'
  }
  return present === wanted ? null : 'THIRD-PARTY-NOTICES.md is not current; write it with "npm run notices".'
}

async function notices() {
  await ensureBuilt()
  const folder = inRoot('out/bundled')
  const packages = new Set(
    readdirSync(folder).flatMap((list) => JSON.parse(readFileSync(join(folder, list), 'utf8'))),
  )
  const described = [...packages].map(describe).sort((a, b) => (a.title < b.title ? -1 : 1))
  // Two copies of one version, nested by npm, are one notice.
  const sections = new Map(described.map(({ title, body }) => [title, `## ${title}\n\n${body}\n`]))
  return `${preface}\n${[...sections.values()].join('\n')}`
}

function describe(path) {
  const manifest = JSON.parse(readFileSync(inRoot(path, 'package.json'), 'utf8'))
  const licence = typeof manifest.license === 'string' ? manifest.license : manifest.license?.type
  if (!licence) throw new SetupError(`${manifest.name} names no licence.`, 'Look at it before shipping it.')
  const text = licenceText(path)
  const author = typeof manifest.author === 'string' ? manifest.author : manifest.author?.name
  const body =
    text === null
      ? `Licence: ${licence}. ${author ? `By ${author.replace(/ *<.*/, '')}.` : ''}`.trim()
      : fenced(licence, text)
  return { title: `${manifest.name} ${manifest.version}`, body }
}

function fenced(licence, text) {
  const lines = text.replaceAll('\r', '').trim().split('\n')
  return `Licence: ${licence}\n\n\`\`\`text\n${lines.map((line) => line.trimEnd()).join('\n')}\n\`\`\``
}

function licenceText(path) {
  const name = readdirSync(inRoot(path)).find((entry) => /^(licen[cs]e|copying)(\.|-|$)/i.test(entry))
  return name === undefined ? null : readFileSync(inRoot(path, name), 'utf8')
}

async function main(check) {
  await ensureDependencies()
  if (check) {
    const complaint = await checkNotices()
    if (complaint !== null) throw new SetupError(complaint)
    return
  }
  writeFileSync(file, await notices())
  say('THIRD-PARTY-NOTICES.md written.')
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  await main(process.argv.includes('--check')).catch(stop)
