import { Trans, useLingui } from '@lingui/react/macro'
import { Button, SegmentedControl, Stack } from '@mantine/core'
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { notificationsMarkAllRead } from '@tributary/client'
import { client } from '../../api/client.ts'
import { unreadCountQuery } from '../../api/notifications.ts'
import { Empty } from '../../components/empty.tsx'
import { PageTitle } from '../../components/page-title.tsx'
import { Problem } from '../../components/problem.tsx'
import { QueryState } from '../../components/query-state.tsx'
import { NotificationCard } from './notification-card.tsx'
import { notificationsQuery } from './notification-queries.ts'

const route = getRouteApi('/shell/notifications')

/** What the person must be told, until they have read it. */
export function NotificationsPage() {
  const { t } = useLingui()
  const { unread = false } = route.useSearch()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const { data: unreadCount = 0 } = useQuery(unreadCountQuery)
  const readAll = useMutation({
    mutationFn: () => notificationsMarkAllRead({ client }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['notifications'] }),
  })
  return (
    <>
      <PageTitle
        actions={
          unreadCount > 0 && (
            <Button variant="default" onClick={() => readAll.mutate()} loading={readAll.isPending}>
              <Trans>Mark all as read</Trans>
            </Button>
          )
        }
      >
        {t`Notifications`}
      </PageTitle>
      <Stack maw="52rem">
        {readAll.isError && <Problem error={readAll.error} />}
        <SegmentedControl
          aria-label={t`Which notifications`}
          style={{ alignSelf: 'flex-start' }}
          value={unread ? 'unread' : 'all'}
          onChange={(value) =>
            void navigate({
              to: '/notifications',
              search: value === 'unread' ? { unread: true } : {},
              replace: true,
            })
          }
          data={[
            { value: 'all', label: t`All` },
            { value: 'unread', label: t`Unread` },
          ]}
        />
        <Inbox unread={unread} />
      </Stack>
    </>
  )
}

function Inbox({ unread }: { unread: boolean }) {
  const { t } = useLingui()
  const query = useInfiniteQuery(notificationsQuery(unread))
  return (
    <QueryState
      query={query}
      isEmpty={({ pages }) => pages[0]?.items.length === 0}
      empty={
        <Empty title={unread ? t`You have read everything` : t`No notifications yet`}>
          <Trans>
            You are told here when a connection needs you, when a sync could not use records, and when
            something no longer works.
          </Trans>
        </Empty>
      }
    >
      {({ pages }) => (
        <Stack>
          {pages
            .flatMap(({ items }) => items)
            .map((notification) => (
              <NotificationCard key={notification.id} notification={notification} />
            ))}
          {query.hasNextPage && (
            <Button
              variant="default"
              onClick={() => void query.fetchNextPage()}
              loading={query.isFetchingNextPage}
            >
              <Trans>Show earlier notifications</Trans>
            </Button>
          )}
        </Stack>
      )}
    </QueryState>
  )
}
