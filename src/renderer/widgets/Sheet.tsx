import { type ReactNode, useEffect, useRef } from 'react'

/**
 * A modal dialog: the browser's own, which traps the focus, closes on Escape and gives the focus back, and
 * injects no style element (the policy would refuse one).
 */
export function Sheet({
  label,
  onClose,
  wide = false,
  children,
}: {
  label: string
  onClose: () => void
  /** Room for a form. */
  wide?: boolean
  children: ReactNode
}) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const element = dialog.current
    if (element === null) return
    if (!element.open) element.showModal()
    // The browser gives the focus to the first thing that can take it; a field to type in comes before.
    element.querySelector('input')?.focus()
    return () => element.close()
  }, [])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a click beside the sheet closes it; by keyboard, Escape does
    <dialog
      ref={dialog}
      className={wide ? 'sheet wide' : 'sheet'}
      aria-label={label}
      onClose={onClose}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onClick={(event) => {
        if (event.target === event.currentTarget) onClose()
      }}
    >
      {children}
    </dialog>
  )
}
