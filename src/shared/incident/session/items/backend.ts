import { sameName } from '../../../azure/checks/support/links.ts'
import { documentFacts, type Fill, factOf, fileSource, isFaulted } from '../ground.ts'
import type { Fact } from '../shape.ts'

/** The backend as the gateway sees it: health, probe, settings. */

export const backendHealth: Fill = (ground) => {
  const { backendHealth: servers, healthReports } = ground.knowledge.model
  const refused = healthReports.filter(({ said }) => said !== null)
  return {
    facts: [
      ...documentFacts(ground, ['backend-health'], ({ says }) => /^(?:healthy|up)$/i.test(says[0] ?? '')),
      ...refused.map(({ at, said }) =>
        factOf(`Instead of a report came: ${said}`, 'noted', [fileSource(at)], { article: 'backend-health' }),
      ),
    ],
    needs: [{ what: 'what backend health says of each server', met: servers.length > 0 }],
  }
}

const STATUS_PATH = '/status-0123456789abcdef'

export const probe: Fill = (ground) => {
  const { model } = ground.knowledge
  const right = new Set(
    model.probes
      .filter(
        ({ path, protocol }) => path === STATUS_PATH && protocol !== null && sameName(protocol, 'Https'),
      )
      .map(({ name }) => name),
  )
  const withoutProbe = model.backendSettings.filter(
    ({ probe: bound, partial }) => bound === null && partial !== true,
  )
  const defaults = withoutProbe.map(
    (setting): Fact =>
      factOf(
        `${setting.name} has no probe of its own: the default one asks 127.0.0.1 for “/”.`,
        'noted',
        [fileSource(setting.at)],
        { article: 'solution-d-probe' },
      ),
  )
  return {
    facts: [...documentFacts(ground, ['probe'], ({ name }) => right.has(name)), ...defaults],
    needs: [{ what: 'the probe of the backend setting', met: model.probes.length + defaults.length > 0 }],
  }
}

export const backendSettings: Fill = (ground) => {
  const { model } = ground.knowledge
  const right = new Set(
    model.backendSettings
      .filter(
        ({ protocol, port, hostName, pickHostNameFromBackendAddress }) =>
          protocol !== null &&
          sameName(protocol, 'Https') &&
          (port === null || port === 443) &&
          (hostName !== null || pickHostNameFromBackendAddress === true),
      )
      .map(({ name }) => name),
  )
  const nameless = model.backendSettings.filter(
    ({ hostName, pickHostNameFromBackendAddress, partial, at }) =>
      hostName === null &&
      pickHostNameFromBackendAddress === false &&
      partial !== true &&
      !isFaulted(ground.knowledge, at),
  )
  return {
    facts: [
      ...documentFacts(ground, ['http-settings'], ({ name }) => right.has(name)),
      ...nameless.map((setting) =>
        factOf(
          `${setting.name} sets no host name: traffic goes out under the name the client asked for.`,
          'noted',
          [fileSource(setting.at)],
          { article: 'solution-c-hostname' },
        ),
      ),
    ],
    needs: [
      { what: 'protocol, port and host name of the backend setting', met: model.backendSettings.length > 0 },
    ],
  }
}
