import { useLingui } from '@lingui/react/macro'
import { Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { PageTitle } from '../../../components/page-title.tsx'
import { QueryState } from '../../../components/query-state.tsx'
import { NewUser } from './new-user.tsx'
import { UserCard } from './user-card.tsx'
import { usersQuery } from './user-queries.ts'

/** Who may sign in. */
export function UsersPage() {
  const { t } = useLingui()
  const query = useQuery(usersQuery)
  return (
    <>
      <PageTitle actions={<NewUser />}>{t`Users`}</PageTitle>
      <QueryState query={query}>
        {(all) => (
          <Stack gap="sm">
            {all.map((user) => (
              <UserCard key={user.id} user={user} />
            ))}
          </Stack>
        )}
      </QueryState>
    </>
  )
}
