import { isTls13 } from '../../tls/registry/index.ts'
import { type Ending, readEnding } from '../ending.ts'
import type { Facts } from '../facts.ts'
import { judgeCompleted } from './completed.ts'
import { judgeHello } from './hello.ts'
import { judgeProbed } from './probed.ts'
import type { Verdict } from './shape.ts'
import { judgeTls12 } from './tls12.ts'
import { judgeTls13 } from './tls13.ts'
import { judgeTransport } from './transport.ts'

/** Reads the story up to its end or its break. Pure: the same facts give the same verdict. */
export function judge(facts: Facts): Verdict {
  const { probe } = facts
  return probe === null
    ? judgeWire(facts, readEnding(facts))
    : judgeProbed(facts, probe, (ending = readEnding(facts)) => judgeWire(facts, ending))
}

function judgeWire(facts: Facts, ending: Ending): Verdict {
  return (
    judgeTransport(facts, ending) ??
    judgeHello(facts, ending) ??
    (isTls13(facts.version) ? judgeTls13(facts, ending) : judgeTls12(facts, ending)) ??
    judgeCompleted(facts)
  )
}
