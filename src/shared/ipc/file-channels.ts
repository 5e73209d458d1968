import { z } from 'zod'

/** The part of the contract that sorts files by what is in them. The engine looks at their first bytes. */

const pathSchema = z.string().min(1).max(4096)

export const FILE_KINDS = [
  /** pcap or pcapng, plain or gzipped. */
  'capture',
  /** Certificates or keys: PEM, DER, PKCS#7, PKCS#12. */
  'certificates',
  /** JSON: what az may have printed. */
  'saved-output',
  /** Any other text: a table of az, a message of the portal, or something that is not what its name says. */
  'text',
  /** What openssl s_client or curl printed: an answer in a session. */
  'answer',
  /** An NSS key log. */
  'key-log',
  'folder',
  /** Bytes that are none of these. */
  'other',
  /** Empty, not there, or not to be read: whoever reads it says why. */
  'unknown',
] as const
export type FileKind = (typeof FILE_KINDS)[number]

export const fileChannels = {
  'files:kinds': {
    request: z.strictObject({ paths: z.array(pathSchema).min(1).max(1000) }),
    /** In the order of the request. */
    response: z.strictObject({ kinds: z.array(z.enum(FILE_KINDS)) }),
  },
} as const
