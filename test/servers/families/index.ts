import { apache } from './apache.ts'
import type { Family } from './family.ts'
import { gateway } from './gateway.ts'
import { gnutls } from './gnutls.ts'
import { haproxy } from './haproxy.ts'
import { java } from './java.ts'
import { nginx } from './nginx.ts'
import { nss } from './nss.ts'
import { openssl } from './openssl.ts'
import { stunnel } from './stunnel.ts'

export const FAMILIES: readonly Family[] = [
  nginx,
  gateway,
  apache,
  haproxy,
  stunnel,
  openssl,
  gnutls,
  java,
  nss,
]
