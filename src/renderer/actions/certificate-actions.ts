import { FileBadge, FileDown, ShieldPlus } from 'lucide-react'
import { chooseCertificates, chooseRoots } from '../state/certificates.ts'
import { canMakeFile, makeFile } from '../state/gateway-file.ts'
import { getState } from '../state/store.ts'
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

export const makeClientCaFile: Action = {
  id: 'client-ca-file',
  label: 'Make client CA file for the listener',
  icon: FileDown,
  keys: [],
  when: canMakeFile,
  perform: () => void makeFile({ what: 'bundle' }),
}

export const makeRootFile: Action = {
  id: 'root-file',
  label: 'Make root file for the backend setting',
  icon: FileDown,
  keys: [],
  when: canMakeFile,
  perform: () => void makeFile({ what: 'root', sku: getState().place.sku ?? 'v2', end: null }),
}
