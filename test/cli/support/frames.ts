import { readCapture } from '../../../src/main/capture-file/read-capture.ts'

/** The packets of a capture, to be put into a file of another format. */
export async function framesOf(capture: Uint8Array): Promise<Uint8Array[]> {
  const frames: Uint8Array[] = []
  await readCapture(once(capture), {
    packet: ({ bytes, start, end }) => frames.push(bytes.slice(start, end)),
    warning: ({ message }) => {
      throw new Error(message)
    },
  })
  return frames
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
