import { describe, expect, it } from 'vitest'
import { problemsOf } from './tables.ts'

const xml = (text: string): string[] => problemsOf('xml', text)
const identities = (count: number): string =>
  `<validate-client-certificate><identities>${'<identity thumbprint="<thumbprint>" />'.repeat(count)}</identities></validate-client-certificate>`

describe('a policy snippet', () => {
  it('is sound with known elements, expressions in attributes, text and comments', () => {
    expect(
      xml(
        '<inbound>\n  <base />\n  <!-- <choose> -->\n  <choose>\n    <when condition="@(a != &quot;b&quot; &amp;&amp; c &lt; 1)">\n      <set-header name="x"><value>@(1)</value></set-header>\n    </when>\n  </choose>\n</inbound>',
      ),
    ).toEqual([])
    expect(xml(identities(10))).toEqual([])
  })

  it.each([
    ['<inbound>\n<base>\n</inbound>', '3: </inbound> closes <base>'],
    ['<inbound>\n<base />', '1: <inbound> is never closed'],
    ['</inbound>', '1: </inbound> closes nothing'],
    ['<bass />', '1: <bass>: no such element in the table of policies'],
    ['<when condition="a"b" />', '1: "<when condition="a"b" is no whole tag'],
    ['<when condition="a < b" />', '1: "<when condition="a <" is no whole tag'],
    ['<set-status reason="x" />', '1: <set-status> needs code'],
    ['<base x="1" />', '1: <base> has no attribute x'],
    ['<set-status code="1" code="2" />', '1: <set-status>: code is given twice'],
    [
      '<validate-client-certificate validate-trust="@(true)" />',
      '1: <validate-client-certificate>: validate-trust is true or false, got "@(true)"',
    ],
    [
      '<identity issuer-certificate-id="a" issuer-subject="b" />',
      '1: <identity>: issuer-certificate-id and issuer-subject exclude each other',
    ],
    [identities(11), '1: <identities> takes at most 10 of these'],
  ])('says what is wrong with %s', (text, problem) => {
    expect(xml(text)).toEqual([problem])
  })
})
