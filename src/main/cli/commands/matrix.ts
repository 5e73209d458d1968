import type { Command } from 'commander'
import { collect } from '../analyze-options.ts'
import type { ExitStatus } from '../exit-status.ts'
import type { Interruption } from '../interruption.ts'
import { withHelloOptions, withTargetOptions } from '../probe-options.ts'
import type { MatrixCommandArguments } from '../run/matrix.ts'

const HELP = `
The axes: TLS 1.0 to 1.3, no certificate or leaf only or full chain or each further certificate,
SNI or none, ALPN h2 or http/1.1. The options of a probe hold for every cell; --tls, --sni, --no-sni,
--alpn and --send-chain narrow their axis, --only says which axes vary at all.

Examples:
  tlscope matrix apim.contoso.internal --cert client.pem --key client.key
  tlscope matrix gw.contoso.com --tls 1.2-1.3 --pfx old.pfx --pfx new.pfx --passphrase-env PFX_PASSWORD
  tlscope matrix 10.1.2.4:8443 --sni api.contoso.com --only tls,certificate --ladders
  tlscope matrix gw.contoso.com --json > matrix.json     # every cell with its whole handshake

To targets that are not this machine at most 5 connections a second are made, and 128 altogether.
Exit status 1 means that some combination breaks: also one that is meant to, such as TLS 1.0.`

export function matrixCommand(
  program: Command,
  finish: (status: ExitStatus) => void,
  interruption: Interruption,
): void {
  const command = program
    .command('matrix')
    .description('probe every combination of TLS version, client certificate, SNI and ALPN, side by side')
    .argument('<host[:port]>', 'a name, an address (IPv6 with a port in brackets) or an https:// URL')
    .option('--cert <file>', 'a client certificate, with its issuers if there are any (repeatable)', collect)
    .option('--key <file>', 'its private key; as many as --cert, in the same order', collect)
    .option('--pfx <file>', 'certificate and key in one PKCS#12 file (repeatable)', collect)
  withTargetOptions(withHelloOptions(command))
    .option('--only <axes>', 'vary these axes alone: tls, certificate, sni, alpn, with commas between them')
    .option('--at-once <number>', 'probes at a time (default: 4)')
    .option('--max-connections <number>', 'connections altogether (default: 128)')
    .option('--ladders', 'show for each difference one ladder that has it')
    .option('--save <folder>', 'write every cell as a pcapng, a comment on every finding')
    .option('--with-secrets', 'put the keys of each connection into its saved file')
    .option('--json', 'print one tlscope.matrix/1 document')
    .addHelpText('after', HELP)
    .action(async (target: string, given: MatrixCommandArguments) => {
      const { runMatrixCommand } = await import('../run/matrix.ts')
      finish(await runMatrixCommand(target, given, interruption))
    })
}
