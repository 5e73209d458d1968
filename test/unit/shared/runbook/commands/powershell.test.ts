import { describe, expect, it } from 'vitest'
import { problemsOf } from './tables.ts'

const powershell = (text: string, kind?: 'check' | 'change'): string[] => problemsOf('powershell', text, kind)

describe('a PowerShell block', () => {
  it('is sound with cmdlets, pipes, variables, continuation lines, methods and programs', () => {
    expect(
      powershell(
        [
          "$root = New-SelfSignedCertificate -Subject 'CN=x' -KeyLength 2048 `",
          '  -NotAfter (Get-Date).AddYears(2) -TextExtension @("2.5.29.19={critical}{text}ca=TRUE")',
          'Get-ChildItem Cert:\\CurrentUser\\My, Cert:\\LocalMachine\\My |',
          '  Where-Object { $_.Subject -eq "CN=x" } | Select-Object Subject -ExpandProperty Issuer',
          '$b = [Convert]::ToBase64String($root.RawData, "InsertLineBreaks") # a comment',
          'curl.exe -v --cert "CurrentUser\\MY\\<thumbprint>" "https://<server-name>/"',
        ].join('\n'),
      ),
    ).toEqual([])
  })

  it.each([
    [
      'Get-AzApplicationGatway -Name "<gateway>"',
      '1: Get-AzApplicationGatway: no such cmdlet or program in the table',
    ],
    ['Get-Date\nResolve-DnsName -Host x', '2: Resolve-DnsName has no parameter -Host'],
    ['Import-Certificate -CertStoreLocation x', '1: Import-Certificate needs -FilePath'],
    ['$x = (nslookup a)', '1: nslookup: no such cmdlet or program in the table'],
    ['Get-Date "x', '1: " begins something that is never closed'],
  ])('says what is wrong with %j', (text, problem) => {
    expect(powershell(text)).toContain(problem)
  })

  it('may not change anything where the block only looks', () => {
    expect(powershell('Remove-Item -Path x', 'check')).toEqual([
      '1: Remove-Item changes something; a block that only looks may not hold it',
    ])
  })
})
