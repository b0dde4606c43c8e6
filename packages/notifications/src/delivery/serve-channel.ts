import type { NotificationMessage, WorkflowEvent } from '@tributary/integration-kit/providers'
import { type Parts, tablesOf } from '../parts.ts'
import { type BegunMessage, beginMessage } from './begin-message.ts'
import { composeEvent } from './compose-event.ts'
import { composeMessage } from './compose-message.ts'
import { type Attempted, finishMessage } from './finish-message.ts'
import { type Claim, endLease } from './lease-store.ts'

/** Of one turn; then channels of others that are due come first. */
const STEPS = 50

/** The most that opening an instance and sending take each; together less than a lease. */
const SEND_MILLISECONDS = 30_000

/** After an error, such as of the database. */
const FAILURE_SECONDS = 5

/** Sends what is due of a claimed channel, message by message, until there is nothing or it has to wait. Ends the claim. */
export async function serveChannel(parts: Parts, claim: Claim, stopping: AbortSignal): Promise<void> {
  let pause = FAILURE_SECONDS
  try {
    for (let step = 0; step < STEPS && !stopping.aborted; step++) {
      const message = await beginMessage(parts, claim)
      if (message === undefined) break
      const attempted = await attempt(parts, message)
      if (!(await finishMessage(parts, claim, { message, attempted }))) break
    }
    pause = 0
  } finally {
    await endLease(tablesOf(parts), claim, pause)
  }
}

/** Sends it, without a transaction. */
async function attempt(
  parts: Parts,
  { id, channel, language, deliveries }: BegunMessage,
): Promise<Attempted> {
  const { publicUrl } = parts
  try {
    if (channel.kind === 'workflow')
      for (const delivery of deliveries)
        await emitThrough(parts, channel.instance_id, composeEvent(delivery, publicUrl))
    else
      await sendThrough(
        parts,
        channel.instance_id,
        composeMessage(deliveries, { id, language, recipient: channel.recipient, publicUrl }),
      )
    return undefined
  } catch (error) {
    parts.logger.info({ err: error, channelId: channel.id }, 'notification was not sent')
    return { error }
  }
}

/** Sends a message through an instance. */
export async function sendThrough(
  { providers }: Parts,
  instance: string,
  message: NotificationMessage,
): Promise<void> {
  if (providers === undefined) throw new Error('the plugin with the instances is not running')
  const target = { kind: 'notification' as const, instance, milliseconds: SEND_MILLISECONDS }
  await providers.use(target, (channel) => channel.send(message))
}

/** Starts the workflow of an instance. */
export async function emitThrough(
  { providers }: Parts,
  instance: string,
  event: WorkflowEvent,
): Promise<void> {
  if (providers === undefined) throw new Error('the plugin with the instances is not running')
  const target = { kind: 'workflow' as const, instance, milliseconds: SEND_MILLISECONDS }
  await providers.use(target, (trigger) => trigger.emit(event))
}
