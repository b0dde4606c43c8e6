import type { NotificationMessage } from '@tributary/integration-kit/providers'
import { SEVERITIES } from '../notifications.ts'
import type { Recipient } from '../tables.ts'
import { type Language, wordsIn } from '../words/words.ts'
import type { DueDelivery } from './delivery-store.ts'

type Delivered = Pick<DueDelivery, 'kind' | 'title' | 'message' | 'parameters' | 'severity' | 'path'>

interface To {
  readonly id: string
  readonly language: Language
  readonly recipient: Recipient | null
  readonly publicUrl: string | undefined
}

/** The message that has the notifications of one delivery, or of a daily one. */
export function composeMessage(
  deliveries: readonly Delivered[],
  { id, language, recipient, publicUrl }: To,
): NotificationMessage {
  const severities = deliveries.map(({ severity }) => severity)
  const severity = SEVERITIES.toReversed().find((each) => severities.includes(each)) ?? 'info'
  const all = deliveries.map((each) => wordsIn(language, each))
  const [only] = deliveries.length === 1 ? all : []
  const path = only === undefined ? undefined : deliveries[0]?.path
  return {
    id,
    severity,
    title: only?.title ?? language.digestTitle(all.length),
    text: only?.message ?? all.map(({ title, message }) => `• ${title}\n${message}`).join('\n\n'),
    ...(publicUrl === undefined ? {} : { url: new URL(path ?? '/notifications', publicUrl).href }),
    ...(recipient === null ? {} : { recipient }),
  }
}
