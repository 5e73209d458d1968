import { useMemo } from 'react'
import { Group, Panel } from 'react-resizable-panels'
import { type Analysis, isProbe } from '../state/analysis.ts'
import { layoutMemory } from '../state/layout.ts'
import { selectedHandshake, useApp } from '../state/store.ts'
import { useMedia } from '../state/use-media.ts'
import { Splitter } from '../widgets/Splitter.tsx'
import { BytesPane } from './bytes/BytesPane.tsx'
import { FixPane } from './fix/FixPane.tsx'
import { HandshakesPane } from './handshakes/HandshakesPane.tsx'
import { FixStillToCome, LadderStillToCome, VerdictStillToCome } from './handshakes/StillToCome.tsx'
import { LadderPane } from './ladder/LadderPane.tsx'
import { CellsPane } from './matrix/CellsPane.tsx'
import { WayStrip } from './paths/WayStrip.tsx'
import { ProbeSide } from './probe/ProbeSide.tsx'
import { ProbeStrip } from './probe/ProbeStrip.tsx'
import { ProbesPane } from './probe/ProbesPane.tsx'
import { probeOf } from './probe/stages.ts'
import { FixToCome, LadderToCome, VerdictToCome } from './probe/UnderWay.tsx'
import { VerdictPane } from './verdict/VerdictPane.tsx'

/** The panes beside the list do not change while rows arrive; each looks only at what it was given. */
export function Workspace({ analysis }: { analysis: Analysis }) {
  const handshake = useApp(selectedHandshake)
  const awaited = useApp((state) => (handshake === null ? state.awaited : null))
  const stacked = useMedia('(max-width: 860px), (max-height: 520px)')
  const columns = useMemo(() => layoutMemory('columns'), [])
  const rows = useMemo(() => layoutMemory('rows'), [])
  const tops = useMemo(() => layoutMemory('tops'), [])
  const probe = probeOf(analysis, handshake?.source)
  const probing = isProbe(analysis)
  const strip = (probing || probe !== null) && <ProbeStrip analysis={analysis} probe={probe} />
  const verdict =
    handshake !== null ? (
      <VerdictPane handshake={handshake} />
    ) : awaited !== null ? (
      <VerdictStillToCome analysis={analysis} awaited={awaited} />
    ) : (
      probing && <VerdictToCome analysis={analysis} />
    )
  const way = handshake !== null && <WayStrip analysis={analysis} handshake={handshake} />
  const list = listOf(analysis)
  const ladder =
    handshake !== null ? (
      <LadderPane key={`${analysis.id} ${handshake.id}`} handshake={handshake} />
    ) : awaited !== null ? (
      <LadderStillToCome awaited={awaited} />
    ) : (
      probing && <LadderToCome analysis={analysis} />
    )
  const fix =
    probing && analysis.status === 'running' ? (
      <FixToCome />
    ) : handshake === null && awaited !== null ? (
      <FixStillToCome />
    ) : (
      <FixPane handshake={handshake} general={analysis.findings} />
    )
  const side = probe === null ? fix : <ProbeSide probe={probe} handshake={handshake} fix={fix} />
  if (stacked) {
    // Small, or zoomed in: one pane below the other, and the whole scrolls.
    return (
      <main className="workspace stacked">
        {strip}
        {verdict}
        {way}
        {list}
        {ladder}
        <BytesPane />
        {side}
      </main>
    )
  }
  return (
    <main className="workspace">
      {strip}
      {verdict}
      {way}
      <Group orientation="horizontal" className="grow" disableCursor {...columns}>
        <Panel id="left" minSize="480px" className="fill">
          <Group orientation="vertical" disableCursor {...rows}>
            <Panel id="top" minSize="180px" className="fill">
              <Group orientation="horizontal" disableCursor {...tops}>
                <Panel id="handshakes" defaultSize="31%" minSize="200px" className="fill">
                  {list}
                </Panel>
                <Splitter label="Between handshakes and ladder" />
                <Panel id="ladder" minSize="260px" className="fill">
                  {ladder}
                </Panel>
              </Group>
            </Panel>
            <Splitter label="Between ladder and message" lying />
            <Panel id="bytes" defaultSize="35%" minSize="120px" className="fill">
              <BytesPane />
            </Panel>
          </Group>
        </Panel>
        <Splitter label="Between ladder and fix" />
        <Panel id="fix" defaultSize="31%" minSize="280px" className="fill">
          {side}
        </Panel>
      </Group>
    </main>
  )
}

/** What else can be looked at: the capture's handshakes, the session's probes, the matrix's cells. */
function listOf(analysis: Analysis) {
  const { request } = analysis
  if (request.kind === 'probe') return <ProbesPane analysis={analysis} />
  if (request.kind === 'cell') return <CellsPane matrix={request.matrix} index={request.index} />
  return <HandshakesPane analysis={analysis} />
}
