import type { Ending, TlsClient } from '../tls-client/index.ts'

/** How long a server may take to answer our goodbye: late alerts come before that, FIN and RST with it. */
export const FAREWELL_MS = 500

/** Closes, and hears what stands behind an end that is known already: a FIN behind an alert, a reset behind a FIN. */
export async function farewell(client: TlsClient, ending: Ending): Promise<void> {
  if (ending.how === 'rst' || ending.how === 'none') {
    // Nobody is there any more to say goodbye to.
    client.destroy()
    return
  }
  const floods = ending.by === 'client' && ending.how === 'alert' && ending.fault.kind === 'limit'
  await client.close(floods ? 0 : FAREWELL_MS)
}
