import { plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { Badge } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { unreadCountQuery } from '../api/notifications.ts'

const MOST_SHOWN = 99

/** How many notifications are unread; nothing where none is. */
export function UnreadBadge() {
  const { t } = useLingui()
  const { data: count = 0 } = useQuery(unreadCountQuery)
  if (count === 0) return null
  return (
    <Badge size="sm" circle={count < 10}>
      <span aria-hidden>{count > MOST_SHOWN ? `${MOST_SHOWN}+` : count}</span>
      <span className="visually-hidden">
        {t`${plural(count, { one: '# unread notification', other: '# unread notifications' })}`}
      </span>
    </Badge>
  )
}
