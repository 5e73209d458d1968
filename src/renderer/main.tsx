import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { config } from 'zod'
import { App } from './App.tsx'
import { listenForShortcuts } from './actions/shortcuts.ts'
import { followSelection } from './panes/bytes/detail-store.ts'
import { connect } from './state/connect.ts'
import './theme/base.css'
import './theme/controls.css'
import './theme/overlays.css'

// The policy forbids code made from strings, which zod would otherwise try.
config({ jitless: true })

connect()
followSelection()
listenForShortcuts()

const root = document.getElementById('root')
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
}
