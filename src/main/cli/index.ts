import { Command, CommanderError } from 'commander'
import { version } from '../../../package.json'
import { CaptureError } from '../capture-file/events.ts'
import { spareTheCompiler } from '../engine/compiler.ts'
import { GivenFileError } from '../engine/options.ts'
import { analyzeCommand } from './commands/analyze.ts'
import { annotateCommand } from './commands/annotate.ts'
import { azureCommand } from './commands/azure.ts'
import { certCommand } from './commands/cert.ts'
import { compareCommand } from './commands/compare.ts'
import { labCommand } from './commands/lab.ts'
import { matrixCommand } from './commands/matrix.ts'
import { probeCommand } from './commands/probe.ts'
import { reportCommand } from './commands/report.ts'
import { runbookCommand } from './commands/runbook.ts'
import { schemaCommand } from './commands/schema.ts'
import { sessionCommand } from './commands/session.ts'
import { CommandError, EXIT, type ExitStatus } from './exit-status.ts'
import { Interruption } from './interruption.ts'
import { teamRunbookOption } from './team-runbook.ts'
import { complain, loseReader } from './terminal.ts'

/** The command line: parses arguments, runs one command, turns its end into an exit status. */
async function main(): Promise<ExitStatus> {
  spareTheCompiler()
  let status: ExitStatus = EXIT.fine
  const finish = (ended: ExitStatus): void => {
    status = ended
  }
  const program = commandLine(finish, new Interruption())
  try {
    await program.parseAsync(process.argv)
    return status
  } catch (error) {
    return statusOf(error)
  }
}

function commandLine(finish: (status: ExitStatus) => void, interruption: Interruption): Command {
  const program = new Command('tlscope')
    .description('A packet-level inspector for mutual TLS: where the handshake broke, who ended it and why.')
    .version(version)
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'tlscope: ')) })
    .showHelpAfterError('(tlscope --help lists the commands)')
    .addHelpText(
      'after',
      '\nExit status: 0 nothing broke · 1 something did · 2 wrong usage, unreadable input or something not judged · 3 interrupted',
    )
  teamRunbookOption(program)
  analyzeCommand(program, finish, interruption)
  probeCommand(program, finish, interruption)
  matrixCommand(program, finish, interruption)
  compareCommand(program, finish, interruption)
  azureCommand(program, finish, interruption)
  sessionCommand(program, finish, interruption)
  certCommand(program, finish, interruption)
  annotateCommand(program, finish)
  reportCommand(program, finish)
  labCommand(program, finish)
  runbookCommand(program, finish)
  schemaCommand(program, finish)
  // Commands made before `exitOverride` took hold would end the process on their own.
  for (const command of program.commands) {
    command.exitOverride()
    for (const one of [command, ...command.commands])
      one.showHelpAfterError(`(${pathOf(one)} --help tells how)`)
  }
  return program
}

/** `tlscope cert inspect`. */
function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`
}

function statusOf(error: unknown): ExitStatus {
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? EXIT.fine : EXIT.unusable
  }
  if (error instanceof CommandError) {
    complain(error.message)
    return error.status
  }
  if (error instanceof CaptureError || error instanceof GivenFileError) {
    complain(error.message)
    return EXIT.unusable
  }
  complain(`unexpected: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
  return EXIT.unusable
}

// A reader that closes the pipe early (`| head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE' && loseReader()) return
  process.exit(error.code === 'EPIPE' ? EXIT.fine : EXIT.unusable)
})

process.exitCode = await main()
