import { FULL, makeCaptures, SMALL } from './captures.ts'

/** `node make.js <folder> [--small]`: makes what is absent there and prints the paths as JSON. */
const folder = process.argv[2]
if (folder === undefined) throw new Error('expected a folder')
const sizes = process.argv.includes('--small') ? SMALL : FULL
const captures = makeCaptures(folder, sizes, (line) => process.stderr.write(`${line}\n`))
process.stdout.write(JSON.stringify(captures))
