import { encodeFinished, encodeKeyUpdate } from '../../../shared/tls/encode/index.ts'
import { nextTrafficSecret, tls13Cipher } from '../../decrypt/tls13-cipher.ts'
import { finishedData } from '../../decrypt/tls13-schedule.ts'
import { type Afterwards, afterthoughtCounter } from './afterwards.ts'
import type { Context, Negotiated } from './context.ts'
import { authenticate, type Session13 } from './handshake13.ts'
import type { Said } from './inbox.ts'
import { protection13 } from './protection.ts'
import { Transcript } from './transcript.ts'

const UPDATE_REQUESTED = 1

/** TLS 1.3: tickets are kept as messages, key updates followed, late requests answered (RFC 8446 4.6). */
export class Afterwards13 implements Afterwards {
  readonly negotiated: Negotiated
  readonly #context: Context
  readonly #session: Session13
  readonly #count: () => void

  constructor(context: Context, done: { readonly negotiated: Negotiated; readonly session: Session13 }) {
    this.#context = context
    this.#session = done.session
    this.negotiated = done.negotiated
    this.#count = afterthoughtCounter(context)
  }

  async answer(said: Extract<Said, { kind: 'handshake' }>): Promise<void> {
    this.#count()
    const { inbox, outbox } = this.#context
    const { suite, transcript: handshake } = this.#session
    const transcript = new Transcript(inbox, outbox)
    transcript.agreed.version = this.negotiated.version
    transcript.agreed.cipherSuite = this.negotiated.cipherSuite
    transcript.messages = [...handshake]
    inbox.unsay(said)
    const { body } = await transcript.receive('NewSessionTicket', 'KeyUpdate', 'CertificateRequest')
    switch (body.type) {
      case 'NewSessionTicket':
        return
      case 'KeyUpdate':
        this.#session.serverSecret = nextTrafficSecret(suite, this.#session.serverSecret)
        inbox.protect(protection13(tls13Cipher(suite, this.#session.serverSecret)))
        if (body.requestUpdate?.value === UPDATE_REQUESTED) this.updateKeys(false)
        return
      case 'CertificateRequest': {
        // RFC 8446 4.4: the first handshake's messages, then this request, our certificate and its proof.
        this.#context.progress.late()
        await authenticate(this.#context, suite, body, this.negotiated.version, transcript)
        transcript.send(encodeFinished(finishedData(suite, this.#session.clientSecret, transcript.messages)))
        outbox.flush()
      }
    }
  }

  updateKeys(requestUpdate: boolean): void {
    const { outbox } = this.#context
    const { suite, clientSecret } = this.#session
    outbox.handshake(encodeKeyUpdate(requestUpdate))
    outbox.flush()
    this.#session.clientSecret = nextTrafficSecret(suite, clientSecret)
    outbox.protect(protection13(tls13Cipher(suite, this.#session.clientSecret)))
  }
}
