import type { PluginContext } from '@tributary/core'
import { notifications } from '../src/index.ts'

export async function notifyToReconnect(context: PluginContext, userId: string): Promise<void> {
  await context.getService(notifications).notify({
    userId,
    kind: 'connection_needs_reauth',
    severity: 'warning',
    title: 'Connect Fitbit again',
    message: 'Fitbit no longer accepts what it gave us. Connect it again to go on.',
    integration: 'fitbit',
    path: '/connections/fitbit',
    key: 'connection:fitbit',
  })
}
