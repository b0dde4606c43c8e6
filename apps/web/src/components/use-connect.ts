import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type ConnectionStart, type DeviceFlow, startConnection } from '../api/integration-operations.ts'

/**
 * Starts connecting an account. A sign-in at the provider leaves this page, and a connection leads to its page; a code to enter at the
 * provider is what it resolves to.
 */
export function useConnect(integration: string) {
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  return useMutation({
    mutationFn: async (start: ConnectionStart): Promise<DeviceFlow | undefined> => {
      const started = await startConnection(integration, start)
      if ('flow' in started) return started
      if ('authorizationUrl' in started) {
        location.assign(started.authorizationUrl)
        // The button keeps turning until the browser has left.
        return new Promise(() => {})
      }
      await queryClient.invalidateQueries({ queryKey: ['integrations'] })
      await navigate({ to: '/connections/$connectionId', params: { connectionId: started.id } })
      return undefined
    },
  })
}
