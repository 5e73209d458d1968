import { type Command, Option } from 'commander'
import { collect, timeMillis } from '../analyze-options.ts'
import type { ExitStatus } from '../exit-status.ts'
import type { Interruption } from '../interruption.ts'
import type { CheckClientCaArguments } from '../run/cert/check-client-ca.ts'
import type { ClientCaBundleArguments } from '../run/cert/client-ca-bundle.ts'
import type { ExportRootArguments } from '../run/cert/export-root.ts'
import type { InspectArguments } from '../run/cert/inspect.ts'

type Finish = (status: ExitStatus) => void

export function certCommand(program: Command, finish: Finish, interruption: Interruption): void {
  const cert = program
    .command('cert')
    .description('certificate files: what is in them, and what Application Gateway makes of them')
    .exitOverride()
  inspect(cert, finish, interruption)
  checkClientCa(cert, finish, interruption)
  exportRoot(cert, finish, interruption)
  clientCaBundle(cert, finish, interruption)
  for (const command of cert.commands) command.exitOverride()
}

const INPUT = 'PEM, DER, PKCS#7, PKCS#12, or a capture or saved probe, with #h3 behind it one handshake of it'

function withCommonOptions(command: Command): Command {
  return command
    .option('--passphrase-env <variable>', 'environment variable with the passphrase; else it is asked for')
    .option('--at <time>', 'judge validity at this time (RFC 3339), not at the local clock’s', timeMillis)
    .option('--json', 'print one tlscope.certificate/1 document')
}

function inspect(cert: Command, finish: Finish, interruption: Interruption): void {
  const command = cert
    .command('inspect')
    .description('say what certificate files hold, whom they lead to, and which part each can play on Azure')
    .argument('<files...>', INPUT)
    .option('--trusted-root <file>', 'a root the chains should end at (repeatable)', collect)
    .option('--host <name>', 'the name a server’s certificate should be for')
  withCommonOptions(command)
    .addHelpText(
      'after',
      '\nExit status 1: out of date, a key that does not fit, a root or name that was given and is not met.',
    )
    .action(async (files: string[], given: InspectArguments) => {
      const { runInspect } = await import('../run/cert/inspect.ts')
      finish(await runInspect(files, given, interruption))
    })
}

function checkClientCa(cert: Command, finish: Finish, interruption: Interruption): void {
  const command = cert
    .command('check-client-ca')
    .description('hold a client CA file against the listener’s rules, and clients against the file')
    .argument('<bundle>', 'the file as it would be uploaded')
    .option('--client <file>', `a client’s certificate (repeatable): ${INPUT}`, collect)
    .option('--issuer-dn', 'verifyClientCertIssuerDN is on at the gateway: that verdict counts')
  withCommonOptions(command)
    .addHelpText('after', '\nExit status 1: the file would be refused, or a client would be.')
    .action(async (bundle: string, given: CheckClientCaArguments) => {
      const { runCheckClientCa } = await import('../run/cert/check-client-ca.ts')
      finish(await runCheckClientCa(bundle, given, interruption))
    })
}

function clientCaBundle(cert: Command, finish: Finish, interruption: Interruption): void {
  const command = cert
    .command('client-ca-bundle')
    .description('make the client CA file from a client’s chain, or the text that asks for what is missing')
    .argument('<files...>', INPUT)
    .requiredOption('--out <file>', 'the file to write: root and intermediates as PEM')
    .option('--force', 'overwrite the file')
  withCommonOptions(command)
    .addHelpText('after', '\nExit status 1: nothing was written, because something is missing.')
    .action(async (files: string[], given: ClientCaBundleArguments) => {
      const { runClientCaBundle } = await import('../run/cert/client-ca-bundle.ts')
      finish(await runClientCaBundle(files, given, interruption))
    })
}

function exportRoot(cert: Command, finish: Finish, interruption: Interruption): void {
  const command = cert
    .command('export-root')
    .description('write the root of a backend’s chain as the Base-64 .cer that Application Gateway wants')
    .argument('<source>', `${INPUT}; or HOST[:PORT], which is asked`)
    .requiredOption('--out <file>', 'the file to write')
    .option('--force', 'overwrite the file')
    .addOption(
      new Option('--sku <sku>', 'v2 wants the root; v1 the leaf, as authentication certificate')
        .choices(['v1', 'v2'])
        .default('v2'),
    )
    .option(
      '--trusted-root <file>',
      'a root the chain may end at, where it brings none (repeatable)',
      collect,
    )
    .option('--connect <ip>', 'connect to IP[:PORT], but keep the name')
    .option('-4, --ipv4', 'only IPv4 addresses')
    .option('-6, --ipv6', 'only IPv6 addresses')
    .option('--proxy <host:port>', 'go through a proxy by HTTP CONNECT')
    .option('--sni <name>', 'send this server_name, instead of the host')
    .option('--no-sni', 'send no server_name')
    .option('--timeout <seconds>', 'how long each stage may take (default: 10)')
    .option('--yes', 'do not ask before probing outside private address space')
  withCommonOptions(command)
    .addHelpText('after', '\nExit status 1: nothing was written, for there is no root to give.')
    .action(async (source: string, given: ExportRootArguments) => {
      const { runExportRoot } = await import('../run/cert/export-root.ts')
      finish(await runExportRoot(source, given, interruption))
    })
}
