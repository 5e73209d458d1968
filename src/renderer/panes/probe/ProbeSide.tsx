import { Tabs } from 'radix-ui'
import type { ReactNode } from 'react'
import type { HandshakeDocument } from '../../../shared/contract/analysis.ts'
import type { ProbeDocument } from '../../../shared/contract/probe.ts'
import { showDetail, useProbe } from '../../state/probe-store.ts'
import { StatusIcon } from '../../widgets/StatusIcon.tsx'
import { ConnectionPanel } from './details/ConnectionPanel.tsx'
import { CredentialPanel } from './details/CredentialPanel.tsx'
import { ServerPanel } from './details/ServerPanel.tsx'
import { credentialStatus, type Status, serverStatus, wayStatus } from './status.ts'
import './side.css'

/** Beside the fix, what only the one who probed can tell: the client certificate, the server's chain, the way there. */
export function ProbeSide({
  probe,
  handshake,
  fix,
}: {
  probe: ProbeDocument
  handshake: HandshakeDocument | null
  fix: ReactNode
}) {
  const tab = useProbe((state) => state.detail)
  return (
    <Tabs.Root className="probe-side fill" value={tab} onValueChange={showDetail}>
      <Tabs.List className="side-tabs" aria-label="About this probe">
        <Tab name="fix" word="Fix" status={null} />
        <Tab name="credential" word="Client certificate" status={credentialStatus(probe)} />
        <Tab name="server" word="Server" status={serverStatus(probe)} />
        <Tab name="connection" word="Connection" status={wayStatus(probe)} />
      </Tabs.List>
      <Tabs.Content value="fix" className="side-panel" tabIndex={-1}>
        {fix}
      </Tabs.Content>
      <Panel name="credential">
        <CredentialPanel probe={probe} handshake={handshake} />
      </Panel>
      <Panel name="server">
        <ServerPanel probe={probe} handshake={handshake} />
      </Panel>
      <Panel name="connection">
        <ConnectionPanel probe={probe} />
      </Panel>
    </Tabs.Root>
  )
}

function Tab({ name, word, status }: { name: string; word: string; status: Status | null }) {
  return (
    <Tabs.Trigger value={name} className="side-tab">
      {status !== null && <StatusIcon status={status.icon} />}
      <span>{word}</span>
      {status !== null && <span className="said">: {status.word}</span>}
    </Tabs.Trigger>
  )
}

/** The panel scrolls, so the keyboard can go to it. */
function Panel({ name, children }: { name: string; children: ReactNode }) {
  return (
    <Tabs.Content value={name} className="side-panel pane details" data-pane={name}>
      {children}
    </Tabs.Content>
  )
}
