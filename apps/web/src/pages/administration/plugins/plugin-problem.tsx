import { useLingui } from '@lingui/react/macro'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type KernelPluginReport, kernelRetryPlugin } from '@tributary/client'
import { client } from '../../../api/client.ts'
import { Problem } from '../../../components/problem.tsx'
import { toast } from '../../../components/toast.ts'

/** Why a plugin does not run, and what can be done: try again, or restart the server. */
export function PluginProblem({ plugin }: { plugin: KernelPluginReport }) {
  const { t } = useLingui()
  const queryClient = useQueryClient()
  const retry = useMutation({
    mutationFn: () => kernelRetryPlugin({ client, path: { plugin: plugin.name } }),
    onSuccess: ({ data }) => {
      if (data.state === 'ready') toast(t`${plugin.about.displayName} runs again.`)
    },
    onSettled: () => queryClient.invalidateQueries(),
  })
  const { reason, problem, retryable } = plugin
  if (reason === undefined && problem === undefined) return null
  return (
    <>
      <Problem
        color={reason === undefined ? 'yellow' : 'red'}
        title={reason === undefined ? t`Something went wrong in it` : t`Quarantined`}
        {...(retryable
          ? { action: { label: t`Try again`, onClick: () => retry.mutate(), loading: retry.isPending } }
          : {})}
      >
        {reason ?? problem}
        {reason !== undefined && !retryable && ` ${t`Remove the cause, and restart the server.`}`}
      </Problem>
      {retry.isError && <Problem error={retry.error} />}
    </>
  )
}
