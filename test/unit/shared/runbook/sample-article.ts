/** A small article without a fault; tests break it one line at a time. */
export const SAMPLE = `---
id: sample
title: A sample
summary: One sentence about it.
findings:
  - server-root-untrusted
  - sni-missing
also:
  - sni-rejected
legs: [direct, gateway-apim]
risk: low
effort: 5 minutes
waiting: none
sources:
  - label: A vendor page
    facts: ["1.3.3", "3.10"]
    confidence: documented
    url: https://learn.microsoft.com/azure/page
    checked: 2026-11-22
    dated: 2026-08-28
related: []
---

## What it means

The gateway \`<gateway>\` does not know the root.

## How to confirm

First look:

\`\`\`bash id=look kind=check
az network application-gateway show -g "<rg>" -n "<gateway>"
\`\`\`

What it prints:

\`\`\`text
Healthy
\`\`\`

## Fix

### On v2

\`\`\`bash id=upload kind=change sku=v2 tier=classic,v2 leg=gateway-apim
az network application-gateway root-cert create -g "<rg>" --gateway-name "<gateway>" \\
  -n "<root-cert-name>" --cert-file "<root-cer>"
\`\`\`

### In the policy

\`\`\`xml id=policy kind=change
<inbound>
    <identity thumbprint="<thumbprint>" />
</inbound>
\`\`\`

## Verify

\`\`\`powershell id=again kind=verify
Test-NetConnection -ComputerName "<host>" -Port 443
\`\`\`

## Risk

Low.

## Undo

Nothing.

## Sources

All documented.
`

/** The sample under another id, so that several can make a library. */
export function sampleArticle(id: string, changes: readonly (readonly [string, string])[] = []): string {
  let text = SAMPLE.replace('id: sample', `id: ${id}`)
  for (const [from, to] of changes) {
    if (!text.includes(from)) throw new Error(`the sample has no ${JSON.stringify(from)}`)
    text = text.replace(from, to)
  }
  return text
}

/** 1-based line on which a text begins in an article. */
export function lineOf(text: string, part: string): number {
  const at = text.indexOf(part)
  if (at === -1) throw new Error(`no ${JSON.stringify(part)} in the text`)
  return text.slice(0, at).split('\n').length
}
