import { analyseProbe, type ProbeExtras, saveProbe } from '../../engine/probe/index.ts'
import { describeCredential, type PreflightClock } from '../../probe/credentials/index.ts'
import { runProbe } from '../../probe/run-probe.ts'
import { permitting } from '../../probe/target-space.ts'
import { type AnalyzeArguments, engineOptions } from '../analyze-options.ts'
import { CommandError, EXIT, type ExitStatus } from '../exit-status.ts'
import type { Interruption } from '../interruption.ts'
import { type HelloArguments, namedOptions, type TargetArguments } from '../probe-options.ts'
import { complain, outlivesItsReader } from '../terminal.ts'
import { objectionsTo } from '../text/probe-text.ts'
import { Leave } from './probe/ask-leave.ts'
import { type CredentialArguments, namedCredential } from './probe/credential.ts'
import { type OutputArguments, outputFor } from './probe/output.ts'
import { requestNamed } from './probe/request.ts'
import { checkSaveTarget } from './probe/save-target.ts'

export type ProbeCommandArguments = TargetArguments &
  HelloArguments &
  CredentialArguments &
  OutputArguments & {
    readonly expectPrivate?: boolean
    readonly withSecrets?: boolean
  }

export async function runProbeCommand(
  target: string,
  given: ProbeCommandArguments,
  interruption: Interruption,
): Promise<ExitStatus> {
  if (given.json === true && given.ndjson === true) {
    throw new CommandError('--json and --ndjson exclude each other')
  }
  const named = namedOptions(target, given)
  // What is wrong with it is said before anybody types a passphrase.
  requestNamed(named, null)
  await checkSaveTarget(given.save, given.withSecrets ?? false)
  if (given.save !== undefined) outlivesItsReader()
  const options = await engineOptions(incidentOf(given))
  const credential = await namedCredential(given)
  const asked = requestNamed(named, credential?.client ?? null)
  const { profile, differences, host } = asked
  const extras: ProbeExtras = {
    credential: credential?.opened ?? null,
    credentialClock: clockOf(given.at),
    profile,
    differences,
    trustedRoots: options.trustedRoots,
    expectPrivate: given.expectPrivate ?? false,
    host,
    sku: null,
    expectMtls: given.expectMtls ?? false,
  }
  const output = outputFor(given, asked)
  const leave = new Leave(given.yes ?? false)
  await output.begin(asked, credential && describeCredential(credential.opened, extras.credentialClock))
  const run = await runProbe(
    asked.request,
    {
      stage: output.stage,
      permit: permitting(asked.request, (targets) => output.quietly(() => leave.ask(targets))),
    },
    interruption.signal,
  )
  if (leave.denied !== null) {
    await output.abandon()
    throw leave.denied
  }
  const { document, broken, notJudged } = await analyseProbe(run, extras, options)
  const { handshakes } = document
  const saved =
    given.save === undefined ? null : { output: given.save, withSecrets: given.withSecrets ?? false }
  const written = saved && (await saveProbe({ run, extras, options, handshakes, ...saved }))
  await output.end(document, saved && written && savedText(saved, written.comments))
  if (interruption.signal.aborted) return EXIT.interrupted
  const objected = document.sources.some(({ probe }) => probe !== undefined && objectionsTo(probe).length > 0)
  if (notJudged !== null) complain(notJudged)
  if (broken || objected) return EXIT.broken
  return notJudged === null ? EXIT.fine : EXIT.unusable
}

function incidentOf(given: ProbeCommandArguments): AnalyzeArguments {
  const { trustedRoot, clientCa, expectMtls, gateway, apim, at } = given
  return {
    ...(trustedRoot === undefined ? {} : { trustedRoot }),
    ...(clientCa === undefined ? {} : { clientCa }),
    ...(expectMtls === undefined ? {} : { expectMtls }),
    ...(gateway === undefined ? {} : { gateway }),
    ...(apim === undefined ? {} : { apim }),
    ...(at === undefined ? {} : { at }),
  }
}

function clockOf(at: number | undefined): PreflightClock {
  return at === undefined ? { nowMillis: Date.now(), clock: 'local' } : { nowMillis: at, clock: 'given' }
}

function savedText(
  { output, withSecrets }: { output: string; withSecrets: boolean },
  comments: number,
): string {
  const secrets = withSecrets ? 'with the keys that open it' : 'without secrets'
  return `${output}: saved ${secrets}, comments on ${comments} packets`
}
