import { annotateCapture } from '../capture-file/annotate.ts'
import type { CaptureInput } from '../capture-file/byte-source.ts'
import type { CaptureComments } from '../incident/packet-comments.ts'

/** Writes the annotated copy that the window asked for; tells how many packets got a comment. */
export async function annotateFile(
  input: CaptureInput,
  output: string,
  comments: CaptureComments,
): Promise<{ comments: number }> {
  const result = await annotateCapture({
    input,
    output,
    sectionComment: comments.section,
    comments: comments.packets,
  })
  return { comments: result.commented }
}
