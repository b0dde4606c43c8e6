import { Trans, useLingui } from '@lingui/react/macro'
import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { accountsDeleteOtherSessions, accountsListSessions } from '@tributary/client'
import { client } from '../../../api/client.ts'
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx'
import { QueryState } from '../../../components/query-state.tsx'
import { toast } from '../../../components/toast.ts'
import { Section } from '../section.tsx'
import { SessionRow } from './session-row.tsx'

const MOST_SHOWN = 500

const sessionsQuery = queryOptions({
  queryKey: ['sessions'],
  // They end on other devices: nothing tells of it.
  staleTime: 0,
  queryFn: async ({ signal }) =>
    (await accountsListSessions({ client, query: { limit: MOST_SHOWN }, signal })).data.items,
})

/** Where the person is signed in, this browser first. */
export function Sessions() {
  const { t } = useLingui()
  const queryClient = useQueryClient()
  const query = useQuery(sessionsQuery)
  const [asks, { open, close }] = useDisclosure()
  const endOthers = useMutation({
    mutationFn: () => accountsDeleteOtherSessions({ client }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['sessions'] })
      toast(t`You are signed out everywhere else.`)
      close()
    },
  })
  const others = query.data?.filter(({ current }) => !current).length ?? 0
  return (
    <Section
      title={t`Where you are signed in`}
      description={t`End what you do not recognise, and change your password.`}
      actions={
        others > 0 && (
          <Button variant="default" onClick={open}>
            <Trans>Sign out everywhere else</Trans>
          </Button>
        )
      }
    >
      <QueryState query={query}>
        {(sessions) =>
          sessions
            .toSorted((a, b) => Number(b.current) - Number(a.current))
            .map((session) => <SessionRow key={session.id} session={session} />)
        }
      </QueryState>
      <ConfirmDialog
        title={t`Sign out everywhere else?`}
        confirm={t`Sign out there`}
        keep={t`Stay signed in`}
        opened={asks}
        onClose={close}
        mutation={endOthers}
      >
        <Trans>
          All your other sessions end at once. This browser stays signed in, and API keys go on working.
        </Trans>
      </ConfirmDialog>
    </Section>
  )
}
