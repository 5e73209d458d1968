import { DEFAULT_PATH, TLS_VERSION_NAMES } from '../../../state/probe-form.ts'
import { typeField, useProbe } from '../../../state/probe-store.ts'
import { Check, Choice, File, Files, Text } from './fields.tsx'
import { ProfileCard } from './ProfileCard.tsx'

/** The groups of the probe's form. */

export function CredentialFields() {
  const kind = useProbe((state) => state.form.credentialKind)
  return (
    <>
      <Choice
        field="credentialKind"
        label="Kind"
        choices={[
          ['none', 'None'],
          ['pair', 'Certificate and key'],
          ['pfx', 'PKCS#12 (.pfx)'],
        ]}
      />
      {kind === 'pfx' && (
        <File
          field="pfx"
          label="PKCS#12 file"
          purpose="pfx"
          hint="Its passphrase is asked for when it is opened."
        />
      )}
      {kind === 'pair' && (
        <>
          <File
            field="cert"
            label="Certificate"
            purpose="certificate"
            hint="PEM or DER, its chain may follow."
          />
          <File
            field="key"
            label="Private key"
            purpose="key"
            hint="Leave it out where it is in the same file."
          />
        </>
      )}
      {kind !== 'none' && (
        <Choice
          field="sendChain"
          label="Send"
          choices={[
            ['full', 'Full chain'],
            ['leaf', 'Leaf only'],
          ]}
        />
      )}
    </>
  )
}

export function HelloFields() {
  const form = useProbe((state) => state.form)
  const profiles = useProbe((state) => state.profiles)
  const error = useProbe((state) => state.errors.tlsMin)
  return (
    <>
      <div className="field">
        <label className="field-label" htmlFor="probe-profile">
          Greets like
        </label>
        <div className="field-input">
          <select
            id="probe-profile"
            value={form.profile}
            onChange={(event) => typeField('profile', event.target.value)}
          >
            <option value="">tlscope: everything it knows</option>
            {(profiles ?? []).map(({ id, title }) => (
              <option key={id} value={id}>
                {title}
              </option>
            ))}
          </select>
          <ProfileCard id={form.profile} />
        </div>
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: as the other rows of the grid */}
      <div className="field" role="group" aria-label="TLS versions">
        <span className="field-label">TLS</span>
        <div className="field-input">
          <div className="field-choices">
            <Version field="tlsMin" label="Lowest TLS version" none="lowest" />
            <span className="quiet">to</span>
            <Version field="tlsMax" label="Highest TLS version" none="highest" />
          </div>
          {error !== undefined && <small className="refused">{error}</small>}
        </div>
      </div>
      <Choice
        field="sniKind"
        label="SNI"
        choices={[
          ['host', 'As the host'],
          ['name', 'Another name'],
          ['none', 'None'],
        ]}
      />
      {form.sniKind === 'name' && <Text field="sni" label="Server name" placeholder="api.contoso.com" />}
      <Text
        field="alpn"
        label="ALPN"
        placeholder="h2, http/1.1"
        hint="Empty: as the profile has it. The word none offers no protocol."
      />
    </>
  )
}

function Version({ field, label, none }: { field: 'tlsMin' | 'tlsMax'; label: string; none: string }) {
  const value = useProbe((state) => state.form[field])
  return (
    <select
      aria-label={label}
      value={value}
      onChange={(event) =>
        typeField(field, TLS_VERSION_NAMES.find((name) => name === event.target.value) ?? '')
      }
    >
      <option value="">{none}</option>
      {TLS_VERSION_NAMES.map((name) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </select>
  )
}

export function HttpFields() {
  const send = useProbe((state) => state.form.sendHttp)
  return (
    <>
      <div className="field">
        <span />
        <Check field="sendHttp" label="Send one request after the handshake" />
      </div>
      {send && (
        <>
          <Text field="path" label="Path" placeholder={DEFAULT_PATH} />
          <Text field="method" label="Method" placeholder="GET" />
          <Text
            field="headers"
            label="Header"
            lines={2}
            placeholder={'Host: api.contoso.com'}
            hint="One a line. Not remembered: a header may carry a token."
          />
        </>
      )}
      <Text
        field="wait"
        label="Quiet after"
        placeholder="2"
        hint="Seconds without a word after which the server counts as content."
      />
    </>
  )
}

export function WayFields() {
  return (
    <>
      <Text
        field="connect"
        label="Connect to"
        placeholder="10.0.0.4:443"
        hint="An address instead of what the name resolves to, as a line in the hosts file would do."
      />
      <Text
        field="proxy"
        label="Proxy"
        placeholder="proxy:3128"
        hint="Takes HTTP CONNECT; it resolves the name."
      />
      <Choice
        field="family"
        label="Addresses"
        choices={[
          ['both', 'IPv4 and IPv6'],
          ['4', 'IPv4'],
          ['6', 'IPv6'],
        ]}
      />
      <Text field="timeout" label="Time limit" placeholder="10" hint="Seconds for each stage." />
    </>
  )
}

export function CheckFields() {
  return (
    <>
      <Files
        field="trustedRoots"
        label="Trusted root"
        purpose="roots"
        hint="As uploaded to the gateway’s backend setting; the server’s chain is judged against them."
      />
      <Files
        field="clientCa"
        label="Client CA bundle"
        purpose="client-ca"
        hint="As in the listener’s SSL profile; the client certificate is judged against it."
      />
      <div className="field">
        <span className="field-label">Expected</span>
        <div className="field-input">
          <Check field="expectMtls" label="The server asks for a client certificate" />
          <Check field="expectPrivate" label="The name resolves to a private address" />
        </div>
      </div>
    </>
  )
}
