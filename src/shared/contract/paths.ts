import { z } from 'zod'
import { BROKEN_LEGS, JOINED_BY, type LegPath } from '../diagnosis/across/paths/shape.ts'

/**
 * A member of `tlscope.analysis/1`, there where connections of both legs were seen (`--gateway` tells them apart): one
 * entry for each connection to the gateway that could be joined with what is behind it, or that broke.
 */
export const pathSchema = z.strictObject({
  /** The handshake between client and gateway. */
  front: z.string(),
  /** Those between gateway and API Management that carried its requests, the surest first. */
  back: z.array(z.string()),
  /**
   * Where `state` is `ambiguous`: those of which it cannot be told which it was; where it is `no-live`: the gateway's
   * last attempts before it answered without one.
   */
  candidates: z.array(z.string()),
  state: z.enum(['joined', 'ambiguous', 'no-live', 'front-only']),
  /** What proves that they belong together; null where nothing does. */
  joinedBy: z.enum(JOINED_BY).nullable(),
  /** The value that they have in common, or the time between them. */
  proof: z.string().nullable(),
  confidence: z.number().min(0).max(1),
  brokenLeg: z.enum(BROKEN_LEGS),
  /** A sentence or two that a person can read out. */
  sentence: z.string(),
})

export type PathDocument = z.infer<typeof pathSchema>

export function pathDocument({ join, brokenLeg, confidence, sentence }: LegPath): PathDocument {
  return {
    front: join.front.handshake,
    back: join.back.map(({ handshake }) => handshake),
    candidates: join.candidates.map(({ handshake }) => handshake),
    state: join.state,
    joinedBy: join.by,
    proof: join.proof,
    confidence,
    brokenLeg,
    sentence,
  }
}

/** The path that a handshake is part of: as the front, else joined behind one, else as one of several that it could be. */
export function pathOfHandshake(paths: readonly PathDocument[], handshake: string): PathDocument | null {
  return (
    paths.find(({ front }) => front === handshake) ??
    paths.find(({ back }) => back.includes(handshake)) ??
    paths.find(({ candidates }) => candidates.includes(handshake)) ??
    null
  )
}
