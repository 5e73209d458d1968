import appgwV2Backend from '../../../../resources/profiles/appgw-v2-backend.json'
import appgwV2Probe from '../../../../resources/profiles/appgw-v2-probe.json'
import chrome from '../../../../resources/profiles/chrome.json'
import curl from '../../../../resources/profiles/curl.json'
import dotnet from '../../../../resources/profiles/dotnet.json'
import java17 from '../../../../resources/profiles/java-17.json'
import minimalTls12 from '../../../../resources/profiles/minimal-tls12.json'
import openssl3 from '../../../../resources/profiles/openssl-3.json'
import schannel2019 from '../../../../resources/profiles/schannel-2019.json'
import schannel2022 from '../../../../resources/profiles/schannel-2022.json'
import { type Profile, profileSchema } from './schema.ts'

/** The files of resources/profiles, which are bundled into the program. */
const FILES: Readonly<Record<string, unknown>> = {
  'appgw-v2-backend': appgwV2Backend,
  'appgw-v2-probe': appgwV2Probe,
  'openssl-3': openssl3,
  'schannel-2019': schannel2019,
  'schannel-2022': schannel2022,
  dotnet,
  'java-17': java17,
  curl,
  chrome,
  'minimal-tls12': minimalTls12,
}

export const PROFILE_IDS: readonly string[] = Object.keys(FILES)

const LOADED = new Map<string, Profile>()

/** `null`: there is no profile of that name. */
export function loadProfile(id: string): Profile | null {
  const known = LOADED.get(id)
  if (known) return known
  const file = Object.hasOwn(FILES, id) ? FILES[id] : undefined
  if (file === undefined) return null
  const profile = profileSchema.parse(file)
  LOADED.set(id, profile)
  return profile
}

export function allProfiles(): Profile[] {
  return PROFILE_IDS.flatMap((id) => loadProfile(id) ?? [])
}
