import type { CaptureInput } from '../../../src/main/capture-file/byte-source.ts'
import { SecretStore } from '../../../src/main/decrypt/secret-store.ts'
import { ConversationMakers } from '../../../src/main/engine/conversation-makers.ts'
import { readSource, type SourceResult } from '../../../src/main/engine/read-source.ts'
import type { Conversation } from '../../../src/shared/conversation/conversation.ts'

/** Reads a capture up to its conversations, which nobody judges. */
export async function readConversations(
  input: CaptureInput,
  conversation: (conversation: Conversation) => void,
  secrets: SecretStore = new SecretStore(),
): Promise<SourceResult> {
  const defect = (_tcpStream: number, error: unknown): never => {
    throw error
  }
  const makers = new ConversationMakers({ source: 0, secrets, done: conversation, defect })
  const sink = {
    receiverFor: () => makers.open(),
    secretsCame: () => makers.secretsCame(),
    ready: async () => {},
  }
  return await readSource(input, sink, { secrets })
}
