import { Trans, useLingui } from '@lingui/react/macro'
import { ActionIcon, Button, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import {
  metricsDeleteMetricPreference,
  metricsDeletePreferences,
  metricsReplaceMetricPreference,
  metricsReplacePreferences,
} from '@tributary/client'
import { client } from '../../api/client.ts'
import { Problem } from '../../components/problem.tsx'
import { QueryState } from '../../components/query-state.tsx'
import { useOriginNames } from '../../components/use-origin-names.ts'
import { preferencesQuery } from './metric-queries.ts'
import { completeOrder, movedUp } from './preference-list.ts'

/** Which of several values of a day is shown: for one metric, or without `metric` for all. */
export function PreferenceOrder({ metric }: { readonly metric?: string }) {
  const { t } = useLingui()
  const preferences = useQuery(preferencesQuery)
  const originName = useOriginNames()
  const change = useChange(metric)
  return (
    <Stack gap="sm">
      <Title order={3} size="h5">
        {metric === undefined ? (
          <Trans>For all metrics</Trans>
        ) : (
          <Trans>Order of preference for this metric</Trans>
        )}
      </Title>
      <Text size="sm" c="dimmed">
        <Trans>Where several have a value of the same day, that of the first is shown. All are kept.</Trans>
      </Text>
      {change.isError && <Problem error={change.error} />}
      <QueryState query={preferences}>
        {({ order, metrics, seen }) => {
          const own = metric === undefined ? order : (metrics[metric] ?? null)
          const origins = completeOrder(own ?? order, seen)
          return (
            <>
              <Stack component="ol" gap="xs" m={0} p={0} style={{ listStyle: 'none' }}>
                {origins.map((origin, index) => {
                  const name = originName(origin)
                  return (
                    <Paper component="li" key={origin} withBorder px="sm" py={6}>
                      <Group justify="space-between" wrap="nowrap">
                        <Text size="sm">
                          {index + 1}. {name}
                        </Text>
                        <Group gap={4} wrap="nowrap">
                          <ActionIcon
                            variant="default"
                            aria-label={t`Move ${name} up`}
                            disabled={index === 0 || change.isPending}
                            onClick={() => change.mutate(movedUp(origins, index))}
                          >
                            <IconArrowUp size={16} aria-hidden />
                          </ActionIcon>
                          <ActionIcon
                            variant="default"
                            aria-label={t`Move ${name} down`}
                            disabled={index === origins.length - 1 || change.isPending}
                            onClick={() => change.mutate(movedUp(origins, index + 1))}
                          >
                            <IconArrowDown size={16} aria-hidden />
                          </ActionIcon>
                        </Group>
                      </Group>
                    </Paper>
                  )
                })}
              </Stack>
              {own !== null && (
                <Group>
                  <Button variant="default" size="xs" onClick={() => change.mutate(null)}>
                    {metric === undefined ? (
                      <Trans>Use the usual order</Trans>
                    ) : (
                      <Trans>Use the order for all metrics</Trans>
                    )}
                  </Button>
                </Group>
              )}
            </>
          )
        }}
      </QueryState>
    </Stack>
  )
}

/** Saves an order at once; `null` deletes it. */
function useChange(metric: string | undefined) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: async (order: string[] | null) => {
      if (metric === undefined) {
        if (order === null) await metricsDeletePreferences({ client })
        else await metricsReplacePreferences({ client, body: { order } })
        return
      }
      if (order === null) await metricsDeleteMetricPreference({ client, path: { metric } })
      else await metricsReplaceMetricPreference({ client, path: { metric }, body: { order } })
    },
    onSuccess: () =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: preferencesQuery.queryKey }),
        queryClient.invalidateQueries({ queryKey: ['values'] }),
      ]),
  })
}
