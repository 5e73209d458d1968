import { describe, expect, it } from 'vitest'
import { problemsOf } from './tables.ts'

const AG = 'az network application-gateway'
const IN = '-g "<rg>" --gateway-name "<gateway>"'
const az = (text: string, kind?: 'check' | 'change'): string[] => problemsOf('bash', text, kind)

describe('an az command', () => {
  it('is sound with the flags of its row, short, long and with an equals sign', () => {
    expect(
      az(`${AG} probe update ${IN} -n "<probe>" --protocol Https --interval=30 --from-http-settings true`),
    ).toEqual([])
    expect(az(`${AG} show --resource-group "<rg>" --name "<gateway>" -o table`)).toEqual([])
    expect(az(`${AG} show --ids /subscriptions/x`)).toEqual([])
  })

  it('must be in the table', () => {
    expect(az('az apim certificate list -g "<rg>"')).toEqual([
      '1: az apim certificate list: no such command in the table (under "az apim" it has: show, list, apply-network-updates, update)',
    ])
    expect(az('az apimx show')).toEqual(['1: az apimx show: no such command in the table'])
  })

  it('is refused for a flag of another command, and for a shortened one', () => {
    expect(az(`${AG} probe list ${IN} --host x`)).toEqual([
      '1: az network application-gateway probe list: has no flag --host',
    ])
    expect(az(`${AG} http-listener update ${IN} -n x \\\n  --ssl-profile y`)).toEqual([
      '2: az network application-gateway http-listener update: has no flag --ssl-profile',
    ])
  })

  it('must give what is required', () => {
    expect(az(`${AG} root-cert create -g "<rg>" -n x`)).toEqual([
      '1: az network application-gateway root-cert create: needs --gateway-name',
      '1: az network application-gateway root-cert create: needs one of --cert-file, --keyvault-secret',
    ])
    expect(az('az network nsg rule delete -g "<rg>" -n x')).toEqual([
      '1: az network nsg rule delete: needs --nsg-name',
    ])
  })

  it.each([
    ['--protocol Ftp', '--protocol is one of Http, Https, Tcp, Tls; got "Ftp"'],
    ['--interval soon', '--interval needs a number, got "soon"'],
    ['--host a b', '--host takes one value, got "b" as well'],
    ['--host', '--host needs a value'],
    ['--from-http-settings maybe', '--from-http-settings needs true or false, got "maybe"'],
    ['--path /a --path /b', '--path is given twice'],
    ['--set name', '--set needs property=value, got "name"'],
    ['--remove a.b[0] c', '--remove needs an index after the property, got "c"'],
    ['--debug yes', '--debug takes no value, got "yes"'],
    ['--output xml', '--output is one of json, jsonc, none, table, tsv, yaml, yamlc; got "xml"'],
  ])('says what is wrong with %s', (flags, message) => {
    expect(az(`${AG} probe update ${IN} -n x ${flags}`)).toEqual([
      `1: az network application-gateway probe update: ${message}`,
    ])
  })

  it('says which flags need each other', () => {
    expect(az(`${AG} http-settings update ${IN} -n x --root-certs r`)).toEqual([
      '1: az network application-gateway http-settings update: --root-certs needs --host-name or --host-name-from-backend-pool beside it',
    ])
    expect(
      az(`${AG} show-backend-health -g "<rg>" -n x --host a --host-name-from-http-settings true`),
    ).toEqual([
      '1: az network application-gateway show-backend-health: --host and --host-name-from-http-settings exclude each other',
    ])
  })

  it('may not change anything where the block only looks', () => {
    expect(az(`${AG} stop -g "<rg>" -n "<gateway>"`, 'check')).toEqual([
      '1: az network application-gateway stop: changes something; a block that only looks may not hold it',
    ])
  })

  it('judges values that placeholders stand for by their examples', () => {
    expect(az(`${AG} ssl-policy set ${IN} -n "<tls-policy>" --policy-type Predefined`)).toEqual([])
    expect(az(`${AG} ssl-policy set ${IN} -n "<probe>"`)).toHaveLength(1)
  })

  it('is found in pipes, loops, substitutions and behind sudo', () => {
    expect(az('for x in a; do echo "$(az nothing)" | sudo az nowhere; done')).toEqual([
      '1: az nothing: no such command in the table',
      '1: az nowhere: no such command in the table',
    ])
  })

  it('has its query read', () => {
    expect(az('az apim show -g "<rg>" -n "<apim>" --query "{a:b"')).toEqual([
      '1: az apim show: --query is no JMESPath: "}" is missing before "the end"',
    ])
  })
})

describe('az rest', () => {
  const url = 'https://management.azure.com/subscriptions/<subscription>/resourceGroups/<rg>/providers/'
  const service = `${url}Microsoft.ApiManagement/service/<apim>`

  it('is sound with a full address and an api-version that was compared', () => {
    expect(
      az(
        `az rest --method get --url "${service}/policies/policy?api-version=2024-05-01&format=rawxml"`,
        'check',
      ),
    ).toEqual([])
    expect(az(`az rest --method patch --url "${service}?api-version=2024-05-01" --body '{"a":{}}'`)).toEqual(
      [],
    )
  })

  it.each([
    [
      `get --url "${service}"`,
      '--url must be https://management.azure.com/subscriptions/…/resourceGroups/…/providers/… with ?api-version=',
    ],
    [`get --url "${service}?x=1"`, '--url has no api-version'],
    [`get --url "${service}?api-version=latest"`, '--url: "latest" is no api-version'],
    [
      `get --url "${service}?api-version=2021-08-01"`,
      '--url: api-version 2021-08-01 of Microsoft.ApiManagement/service was not compared (table: 2024-05-01)',
    ],
    [
      `get --url "${url}Microsoft.Web/sites/x?api-version=2024-05-01"`,
      '--url: "Microsoft.Web/sites" is not in the table of resources',
    ],
    [`patch --url "${service}?api-version=2024-05-01" --body "{a}"`, '--body is not JSON'],
    [`put --url "${service}?api-version=2024-05-01"`, 'put needs --body'],
    [`get --url "${service}?api-version=2024-05-01" --body "{}"`, 'get takes no --body'],
    [
      `fetch --url "${service}?api-version=2024-05-01"`,
      '--method is one of delete, get, head, options, patch, post, put; got "fetch"',
    ],
  ])('says what is wrong with --method %s', (rest, message) => {
    expect(az(`az rest --method ${rest}`)).toEqual([`1: az rest: ${message}`])
  })

  it('may only get where the block only looks', () => {
    expect(az(`az rest --method delete --url "${service}?api-version=2024-05-01"`, 'check')).toEqual([
      '1: az rest: delete changes something; a block that only looks may not hold it',
    ])
  })
})

describe('other programs', () => {
  it('must be ones that the table knows', () => {
    expect(az('opensll version; openssl version')).toEqual(['1: opensll: no such program in the table'])
  })
})
