import { FileBadge, ShieldPlus } from 'lucide-react'
import { chooseCertificates, chooseRoots } from '../state/certificates.ts'
import type { Action } from './action.ts'
import { always } from './conditions.ts'

/** Certificate files: what is in them, whom they lead to, what they are good for. */

export const lookAtCertificates: Action = {
  id: 'certificates',
  label: 'Open certificate files',
  icon: FileBadge,
  keys: ['C'],
  when: always,
  perform: () => void chooseCertificates(),
}

export const trustRoots: Action = {
  id: 'certificates-roots',
  label: 'Judge by roots of my own',
  icon: ShieldPlus,
  keys: [],
  when: ({ view }) => view === 'certificates',
  perform: () => void chooseRoots(),
}
