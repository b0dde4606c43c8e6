import { useLingui } from '@lingui/react/macro'
import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import {
  type PluginsPluginInstance,
  pluginsDeleteInstance,
  pluginsDisableInstance,
  pluginsEnableInstance,
} from '@tributary/client'
import { client } from '../../../api/client.ts'
import { Problem } from '../../../components/problem.tsx'
import { ConfirmButton } from '../parts/confirm-button.tsx'

/** Enable or disable, delete. */
export function InstanceActions({ instance }: { instance: PluginsPluginInstance }) {
  const { t } = useLingui()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const { id, name, enabled } = instance
  const refresh = () => queryClient.invalidateQueries({ queryKey: ['instances'] })
  const toggle = useMutation({
    mutationFn: (): Promise<unknown> =>
      enabled
        ? pluginsDisableInstance({ client, path: { id } })
        : pluginsEnableInstance({ client, path: { id } }),
    onSettled: refresh,
  })
  const remove = async () => {
    await pluginsDeleteInstance({ client, path: { id } })
    await navigate({ to: '/administration/instances' })
    await refresh()
  }
  return (
    <>
      <Button variant="default" loading={toggle.isPending} onClick={() => toggle.mutate()}>
        {enabled ? t`Disable` : t`Enable`}
      </Button>
      <ConfirmButton label={t`Delete`} title={t`Delete ${name}?`} act={remove}>
        {t`Its values and secrets are deleted. What it has sent or stored elsewhere stays there.`}
      </ConfirmButton>
      {toggle.isError && <Problem error={toggle.error} />}
    </>
  )
}
