import { MapPin } from 'lucide-react'
import { setState } from '../state/store.ts'
import type { Action } from './action.ts'
import { always } from './conditions.ts'

/** Who the gateway is, who API Management is, and which ports the gateway's log names. */
export const sayPlaces: Action = {
  id: 'places',
  label: 'Who is who: addresses of gateway and API Management',
  icon: MapPin,
  keys: ['w'],
  when: always,
  perform: () => setState({ overlay: 'places' }),
}
