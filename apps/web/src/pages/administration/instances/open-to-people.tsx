import { useLingui } from '@lingui/react/macro'
import { Switch } from '@mantine/core'
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { notificationsListAllServices, notificationsSetServiceOpening } from '@tributary/client'
import { client } from '../../../api/client.ts'
import { Problem } from '../../../components/problem.tsx'
import { QueryState } from '../../../components/query-state.tsx'

const allServicesQuery = queryOptions({
  queryKey: ['instances', 'services'],
  queryFn: async ({ signal }) => (await notificationsListAllServices({ client, signal })).data.items,
})

interface OpenToPeopleProps {
  readonly instanceId: string
  readonly kind: 'notification' | 'workflow'
}

/** Whether people may have their notifications sent through an instance, or start its workflow by their rules. */
export function OpenToPeople({ instanceId, kind }: OpenToPeopleProps) {
  const { t } = useLingui()
  const queryClient = useQueryClient()
  const query = useQuery(allServicesQuery)
  const change = useMutation({
    mutationFn: (isOpen: boolean) =>
      notificationsSetServiceOpening({ client, path: { id: instanceId }, body: { isOpen } }),
    onSettled: async () => {
      await queryClient.invalidateQueries({ queryKey: ['instances', 'services'] })
      await queryClient.invalidateQueries({ queryKey: ['channels', 'services'] })
    },
  })
  return (
    <>
      {change.isError && <Problem error={change.error} />}
      <QueryState query={query}>
        {(services) => (
          <Switch
            label={
              kind === 'workflow'
                ? t`People may start it by their rules`
                : t`People may have their notifications sent through it`
            }
            description={
              kind === 'workflow'
                ? t`It gets what the rule tells: values, titles and names of the person.`
                : t`Where the plugin allows it, to addresses of their own, which they have to confirm.`
            }
            checked={services.find(({ id }) => id === instanceId)?.isOpen ?? false}
            disabled={change.isPending}
            onChange={(event) => change.mutate(event.currentTarget.checked)}
          />
        )}
      </QueryState>
    </>
  )
}
