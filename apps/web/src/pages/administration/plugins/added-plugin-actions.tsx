import { useLingui } from '@lingui/react/macro'
import { Button, Group } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import {
  type PluginsAddedPlugin,
  pluginsLoadPlugin,
  pluginsReloadPlugin,
  pluginsUnloadPlugin,
} from '@tributary/client'
import { client } from '../../../api/client.ts'
import { Problem } from '../../../components/problem.tsx'
import { toast } from '../../../components/toast.ts'
import { ConfirmButton } from '../parts/confirm-button.tsx'

/** Load, reload and unload, whichever fits the state. */
export function AddedPluginActions({ plugin }: { plugin: PluginsAddedPlugin }) {
  const { t } = useLingui()
  const queryClient = useQueryClient()
  const body = { plugin: plugin.name }
  const refresh = () => queryClient.invalidateQueries()
  const load = useMutation({
    mutationFn: () => pluginsLoadPlugin({ client, body }),
    onSuccess: () => toast(t`Loaded.`),
    onSettled: refresh,
  })
  const reload = useMutation({
    mutationFn: () => pluginsReloadPlugin({ client, body }),
    onSuccess: () => toast(t`Reloaded.`),
    onSettled: refresh,
  })
  const isLoaded = plugin.state === 'loaded' || plugin.plugins.length > 0
  return (
    <>
      <Group gap="sm">
        {!isLoaded && plugin.folder !== null && (
          <Button loading={load.isPending} onClick={() => load.mutate()}>
            {t`Load`}
          </Button>
        )}
        {isLoaded && plugin.folder !== null && (
          <Button
            variant={plugin.hasChanged ? 'filled' : 'default'}
            loading={reload.isPending}
            onClick={() => reload.mutate()}
          >
            {t`Reload`}
          </Button>
        )}
        {isLoaded && (
          <ConfirmButton
            label={t`Unload`}
            title={t`Unload ${plugin.name}?`}
            act={async () => {
              await pluginsUnloadPlugin({ client, body })
              await refresh()
            }}
          >
            {t`Its routes, forms and streams are gone until it is loaded again, also after a restart. What it has stored stays.`}
          </ConfirmButton>
        )}
      </Group>
      {load.isError && <Problem error={load.error} />}
      {reload.isError && <Problem error={reload.error} />}
    </>
  )
}
