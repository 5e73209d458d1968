import type { Rule } from '../rule.ts'
import { CLIENT_AUTHENTICATION_RULES } from './client-authentication.ts'
import { HELLO_RULES } from './hello.ts'
import { HTTP_RULES } from './http.ts'
import { SERVER_CERTIFICATE_RULES } from './server-certificate.ts'
import { TRANSPORT_RULES } from './transport.ts'

/** Every rule, in the taxonomy's order. A new rule is one new file and one line in its chapter's list. */
export const RULES: readonly Rule[] = [
  ...TRANSPORT_RULES,
  ...HELLO_RULES,
  ...SERVER_CERTIFICATE_RULES,
  ...CLIENT_AUTHENTICATION_RULES,
  ...HTTP_RULES,
]
