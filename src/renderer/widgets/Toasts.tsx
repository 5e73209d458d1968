import { CircleAlert, CircleCheck, X } from 'lucide-react'
import { useApp } from '../state/store.ts'
import { dismiss } from '../state/toasts.ts'

/** What just happened, said once and politely. */
export function Toasts() {
  const toasts = useApp((state) => state.toasts)
  return (
    <div className="toasts" role="status" aria-live="polite">
      {toasts.map((toast) => (
        <div key={toast.id} className={`toast ${toast.kind}`}>
          {toast.kind === 'done' ? <CircleCheck aria-label="Done" /> : <CircleAlert aria-label="Failed" />}
          <span>{toast.text}</span>
          <button
            type="button"
            className="icon-button"
            aria-label="Dismiss"
            onClick={() => dismiss(toast.id)}
          >
            <X aria-hidden="true" />
          </button>
        </div>
      ))}
    </div>
  )
}
