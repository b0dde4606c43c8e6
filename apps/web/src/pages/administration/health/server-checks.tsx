import { Trans, useLingui } from '@lingui/react/macro'
import { Group, List, Paper, Stack, Text } from '@mantine/core'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { isTributaryProblem, type OperationsHealth, operationsGetHealth } from '@tributary/client'
import { client } from '../../../api/client.ts'
import { QueryState } from '../../../components/query-state.tsx'
import { type Look, Status } from '../parts/status.tsx'

/** Not ready is an answer as well: 503 with the same document. */
const serverHealthQuery = queryOptions({
  queryKey: ['health', 'server'],
  refetchInterval: 15_000,
  queryFn: async ({ signal }): Promise<OperationsHealth> => {
    try {
      return (await operationsGetHealth({ client, signal })).data
    } catch (error) {
      if (isTributaryProblem(error) && Array.isArray(error.problem['checks']))
        return error.problem as unknown as OperationsHealth
      throw error
    }
  },
})

const LOOKS: Readonly<Record<OperationsHealth['status'], Look>> = {
  ok: 'good',
  degraded: 'warning',
  unavailable: 'bad',
}

/** The checks of the server itself: the database, the queue, the workers. Short: only those that fail. */
export function ServerChecks({ isShort = false }: { isShort?: boolean }) {
  const { t } = useLingui()
  const query = useQuery(serverHealthQuery)
  const words: Readonly<Record<OperationsHealth['status'], string>> = {
    ok: t`The server is well`,
    degraded: t`The server works in part`,
    unavailable: t`The server is not ready`,
  }
  return (
    <QueryState query={query}>
      {({ status, checks }) => (
        <Stack gap="sm">
          <Paper withBorder p="md">
            <Status look={LOOKS[status]}>{words[status]}</Status>
          </Paper>
          <List listStyleType="none" spacing={6} size="sm" pl={0} aria-label={t`Checks of the server`}>
            {checks
              .filter(({ status: each }) => !isShort || each !== 'passing')
              .toSorted(failingFirst)
              .map((check) => (
                <List.Item key={check.name}>
                  <Group gap="xs" wrap="nowrap" align="flex-start">
                    <Status
                      look={check.status === 'passing' ? 'good' : check.status === 'failing' ? 'bad' : 'none'}
                    >
                      {check.name}
                    </Status>
                    <Text size="sm" c="dimmed">
                      {check.message ??
                        (check.status === 'unknown' ? <Trans>depends on a check that fails</Trans> : null)}
                    </Text>
                  </Group>
                </List.Item>
              ))}
          </List>
        </Stack>
      )}
    </QueryState>
  )
}

type Check = OperationsHealth['checks'][number]

function failingFirst(one: Check, other: Check): number {
  return Number(other.status === 'failing') - Number(one.status === 'failing')
}
