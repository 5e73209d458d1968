import { CONFIDENCE } from '../../../diagnosis/finding.ts'
import { quoted } from '../../../diagnosis/words.ts'
import { type ConfigurationCheck, corroborated, fileEvidence } from '../check.ts'
import { healthOf } from '../support/health.ts'
import { called, ofSameGateway, sameName } from '../support/links.ts'
import { readUploaded } from '../support/uploaded.ts'

/**
 * A trusted root certificate (v2) that is no CA: basicConstraints does not say CA:TRUE (facts 1.3.1, 1.3.8; seed 001
 * has it the wrong way round). A version 1 root has no extensions, and some verifiers take it: less sure.
 */
export const trustedRootNotCa: ConfigurationCheck = {
  id: 'trusted-root-not-ca',
  check(input) {
    const { model } = input
    return readUploaded(model.trustedRootCertificates)
      .filter(({ summary }) => !summary.isCa)
      .map(({ object, certificate, summary, selfSigned }) => {
        const users = model.backendSettings.filter(
          (setting) =>
            ofSameGateway(setting, object) &&
            setting.trustedRootCertificates.some((name) => sameName(name, object.name)),
        )
        const [user] = users
        const said =
          user === undefined
            ? null
            : healthOf(input, user, ['backend-health-intermediate-missing', 'backend-health-root-mismatch'])
        const alone = certificate.version === 1 && selfSigned ? CONFIDENCE.possible : CONFIDENCE.strong
        const what = called('trusted root certificate', object)
        const kind = selfSigned ? 'a self-signed certificate without CA:TRUE' : 'a leaf'
        const unused = users.length === 0 && model.backendSettings.length > 0
        return {
          leg: 'gateway-apim',
          basis: 'documented',
          severity: unused ? 'warning' : 'error',
          confidence: said === null ? alone : corroborated(alone),
          summary: `The ${what} is no CA: ${quoted(summary.subject)}.`,
          explanation: `data of ${what} is ${kind}, ${quoted(summary.subject)}${
            selfSigned ? '' : `, issued by ${quoted(summary.issuer)}`
          }; it should be the root CA that the backend’s chain ends at${
            selfSigned ? '' : `, the one at the top of ${quoted(summary.issuer)}`
          }. The v2 gateway takes a self-signed certificate that is no CA for a leaf whose issuer is missing. (v1 is the one that wants the leaf itself, as an authentication certificate.)${
            unused ? ' No backend setting of these documents uses it.' : ''
          }`,
          evidence: [fileEvidence(object), ...users.map(fileEvidence), ...(said?.evidence ?? [])],
          disproof: 'openssl x509 -ext basicConstraints on the uploaded certificate that prints CA:TRUE.',
          because: `the trusted root certificate "${quoted(object.name)}" is no CA`,
        }
      })
  },
}
