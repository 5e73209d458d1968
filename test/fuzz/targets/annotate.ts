import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { annotateCapture } from '../../../src/main/capture-file/annotate.ts'
import type { CaptureSink } from '../../../src/main/capture-file/events.ts'
import { CaptureError } from '../../../src/main/capture-file/events.ts'
import { readCapture } from '../../../src/main/capture-file/read-capture.ts'
import { hex } from '../../../src/shared/bytes/text.ts'
import { pcapElements, pcapngElements } from '../grammar/capture.ts'
import { PCAPNGS, PCAPS } from '../seeds/captures.ts'
import { must, type Target } from '../target.ts'

/** Packets of a capture as one reads them, and the comments on them; `null` where it cannot be read. */
class Packets implements CaptureSink {
  readonly packets: string[] = []
  readonly comments: string[] = []
  packet({ bytes, start, end, originalLength, linkType }: Parameters<CaptureSink['packet']>[0]): void {
    // pcapng has 16 bits for it; no type that is known takes more.
    this.packets.push(`${linkType & 0xffff} ${originalLength} ${hex(bytes, start, end)}`)
  }
  comment(frame: number | null, text: string): void {
    this.comments.push(`${frame} ${text}`)
  }
  warning(): void {}
}

async function packetsOf(bytes: Uint8Array): Promise<Packets | null> {
  const seen = new Packets()
  try {
    await readCapture(bytes, seen)
    return seen
  } catch (error) {
    if (!(error instanceof CaptureError)) throw error
    return null
  }
}

/** A copy with comments holds the packets of the original, and the comments on them. */
const annotate: Target = {
  name: 'annotate',
  seeds: () => [...PCAPNGS, ...PCAPS],
  grammar: (bytes) => (bytes[0] === 0x0a ? pcapngElements(bytes) : pcapElements(bytes)),
  run: async (bytes, random) => {
    const folder = mkdtempSync(join(tmpdir(), 'tlscope-fuzz-'))
    try {
      const output = join(folder, 'copy.pcapng')
      const frame = 1 + random.below(4)
      const result = await annotateCapture({
        input: bytes,
        output,
        sectionComment: 'made for the fuzzer',
        comments: new Map([
          [frame, ['here it broke']],
          [0xffffff, ['nowhere']],
        ]),
        keepSecrets: random.chance(0.5),
      }).catch((error: unknown) => {
        if (error instanceof CaptureError) return null
        throw error
      })
      if (result === null) return
      const before = await packetsOf(bytes)
      // Of a file whose first block is damaged nothing is left to copy.
      if (before?.packets.length === 0) return
      const after = await packetsOf(new Uint8Array(readFileSync(output)))
      must(before !== null && after !== null, () => 'the copy of a readable capture cannot be read')
      if (result.warnings.some(({ code }) => code === 'damaged-block')) {
        // What was damaged is left out: the byte order or the interfaces of a section may go with it.
        const known = new Set(before?.packets)
        must(
          after?.packets.every((one) => known.has(one)) === true,
          () => 'the copy holds a packet of its own',
        )
        return
      }
      must(before?.packets.join() === after?.packets.join(), () => 'the copy holds other packets')
      must(result.commented === (frame <= (before?.packets.length ?? 0) ? 1 : 0), () => 'a comment was lost')
      must(
        result.commented === 0 || after?.comments.includes(`${frame} here it broke`) === true,
        () => 'the comment stands elsewhere',
      )
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

export const ANNOTATE_TARGETS: readonly Target[] = [annotate]
