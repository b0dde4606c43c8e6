import { arrayLiteral } from '@tributary/database'
import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../parts.ts'

/** Identifies the notification that a channel fails, which is never sent through the channel itself. */
export function channelKey(channelId: string): string {
  return `channel:${channelId}`
}

const BY_RULES = sql`
  case coalesce(channel.rules ->> written.kind, channel.least_severity)
    when 'info' then true
    when 'warning' then written.severity in ('warning', 'error')
    when 'error' then written.severity = 'error'
    else false
  end`

/**
 * Writes notifications and their deliveries in one statement, so that neither is without the other. A notification that is written again is
 * delivered once for each channel; a channel that a person has paused is left out.
 *
 * @param channels to these alone, whatever their rules say
 * @param written the statement that writes, with `returning id, user_id, kind, severity, key`
 */
export async function enqueueDeliveries(
  db: Db,
  written: RawBuilder<unknown>,
  { now, channels }: { readonly now: Date; readonly channels?: readonly string[] | undefined },
): Promise<void> {
  const isWanted =
    channels === undefined ? BY_RULES : sql`channel.id = any(${arrayLiteral(channels)}::uuid[])`
  await sql`
    with written as (${written})
    insert into notification_deliveries (user_id, channel_id, notification_id, next_at, created_at)
    select written.user_id, channel.id, written.id, ${now}, ${now}
    from written join notification_channels as channel on channel.user_id = written.user_id
    where channel.confirmed_at is not null
      and channel.paused_reason is distinct from 'person'
      and written.key <> 'channel:' || channel.id
      and ${isWanted}
    on conflict (channel_id, notification_id) do nothing`.execute(db)
}
