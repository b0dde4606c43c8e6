import { setTimeout } from 'node:timers/promises'
import type { APIRequestContext } from 'playwright-core'

const LONGEST_MILLISECONDS = 120_000
const LOOK_MILLISECONDS = 500

/** Gives the signed-in person demo data, and waits until all of it is there. */
export async function createDemo(request: APIRequestContext, origin: string): Promise<void> {
  const answer = await request.post('/api/demo', { headers: { origin } })
  if (!answer.ok()) throw new Error(`demo data: ${answer.status()} ${await answer.text()}`)
  const limit = Date.now() + LONGEST_MILLISECONDS
  while (Date.now() < limit) {
    const { state } = (await (await request.get('/api/demo')).json()) as { readonly state: string }
    if (state === 'present') return
    await setTimeout(LOOK_MILLISECONDS)
  }
  throw new Error(`the demo data was not there after ${LONGEST_MILLISECONDS} ms`)
}
