import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { ConnectionsConnection } from '@tributary/client'
import { startConnection, syncConnection, updateConnection } from '../../api/integration-operations.ts'
import { integrationQuery } from '../../api/integrations.ts'
import type { ConnectionAction } from './condition-of.ts'

/** Does what resolves the condition of a connection. */
export function useConnectionAction(connection: ConnectionsConnection) {
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const { id, integration } = connection

  async function reconnect(): Promise<void> {
    const { auth, forms } = await queryClient.ensureQueryData(integrationQuery(integration))
    // Credentials, codes and required settings are entered on the page of the integration.
    if (auth !== 'oauth2' || hasRequired(forms.connection?.schema)) {
      await navigate({
        to: '/integrations/$integration',
        params: { integration },
        search: { connection: id },
      })
      return
    }
    const started = await startConnection(integration, { connectionId: id, returnPath: `/connections/${id}` })
    if ('authorizationUrl' in started) {
      location.assign(started.authorizationUrl)
      // The button keeps turning until the browser has left.
      await new Promise(() => {})
    }
  }

  return useMutation({
    mutationFn: async (action: Exclude<ConnectionAction, 'wait'>) => {
      if (action === 'resume') await updateConnection(connection, { paused: false })
      else if (action === 'sync') await syncConnection(connection)
      else await reconnect()
    },
    onSettled: () =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: ['connections'] }),
        queryClient.invalidateQueries({ queryKey: ['integrations'] }),
        queryClient.invalidateQueries({ queryKey: ['jobs'] }),
      ]),
  })
}

function hasRequired(schema: unknown): boolean {
  const { required } = (schema ?? {}) as { readonly required?: readonly string[] }
  return required !== undefined && required.length > 0
}
