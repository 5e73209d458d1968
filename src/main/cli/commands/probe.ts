import type { Command } from 'commander'
import type { ExitStatus } from '../exit-status.ts'
import type { Interruption } from '../interruption.ts'
import { withHelloOptions, withTargetOptions } from '../probe-options.ts'
import type { ProbeCommandArguments } from '../run/probe.ts'

const HELP = `
Profiles: appgw-v2-backend, appgw-v2-probe, openssl-3, schannel-2019,
schannel-2022, dotnet, java-17, curl, chrome, minimal-tls12. Without one,
everything that tlscope can do is offered.

Examples:
  tlscope probe apim.contoso.internal --cert client.pem --key client.key
  tlscope probe gw.contoso.com --pfx client.pfx --passphrase-env PFX_PASSWORD

  # This machine, under that name:
  tlscope probe apim.contoso.internal --connect 10.1.2.4

  # What would Application Gateway say of this backend?
  tlscope probe apim.contoso.internal --profile appgw-v2-backend \\
    --trusted-root root.cer

  tlscope probe 10.1.2.4:8443 --no-sni --tls 1.2 --no-http --wait 5
  tlscope probe gw.contoso.com --save probe.pcapng --json

Success is the first byte of the HTTP answer (with --no-http: a quiet while),
never the end of the handshake: a TLS 1.3 server judges the client's certificate
after it. Exit status 1 also where the gateway or the client of --profile would
refuse the server. A passphrase is never an argument: name the variable that
holds it, or be asked on the terminal.`

export function probeCommand(
  program: Command,
  finish: (status: ExitStatus) => void,
  interruption: Interruption,
): void {
  const command = program
    .command('probe')
    .description('try a server stage by stage: DNS, TCP, TLS, HTTP, late client authentication')
    .argument('<host[:port]>', 'a name, an address (IPv6 with a port in brackets) or an https:// URL')
    .option('--cert <file>', "the client's certificate, with its issuers if there are any (PEM, DER)")
    .option('--key <file>', 'its private key (PEM or DER, encrypted too)')
    .option('--pfx <file>', 'certificate and key in one PKCS#12 file')
  withTargetOptions(withHelloOptions(command))
    .option('--expect-private', 'a name that resolves to a public address is an error')
    .option('--save <file.pcapng>', 'write what went over the wire, a comment on every finding')
    .option('--with-secrets', 'put the keys of this connection into the saved file')
    .option('--no-article', 'leave the runbook article out of the text')
    .option('--json', 'print one tlscope.analysis/1 document')
    .option('--ndjson', 'print the handshake in a line, then a summary line')
    .addHelpText('after', HELP)
    .action(async (target: string, given: ProbeCommandArguments) => {
      const { runProbeCommand } = await import('../run/probe.ts')
      finish(await runProbeCommand(target, given, interruption))
    })
}
