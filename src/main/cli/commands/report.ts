import type { Command } from 'commander'
import { withAnalyzeOptions } from '../analyze-options.ts'
import type { ExitStatus } from '../exit-status.ts'
import type { ReportArguments } from '../run/report.ts'

export function reportCommand(program: Command, finish: (status: ExitStatus) => void): void {
  withAnalyzeOptions(program.command('report'))
    .description("write one handshake's story for the incident: the first that broke, or the one named")
    .argument('<in...>', 'pcap or pcapng, gzip too')
    .requiredOption('--out <file>', 'the report, a Markdown file (.md)')
    .option('--handshake <id>', 'the handshake to tell of, such as h3')
    .action(async (inputs: string[], given: ReportArguments) => {
      const { runReport } = await import('../run/report.ts')
      finish(await runReport(inputs, given))
    })
}
