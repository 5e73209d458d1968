import { Separator } from 'react-resizable-panels'

/** The bar between two panels; with the focus on it, arrow keys move it. */
export function Splitter({ label, lying = false }: { label: string; lying?: boolean }) {
  return <Separator className={lying ? 'splitter lying' : 'splitter'} aria-label={label} />
}
