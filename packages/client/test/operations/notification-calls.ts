import {
  emailGetIntegration,
  ntfyGetIntegration,
  pluginsCompleteInstanceWebhook,
  pluginsReceiveInstanceWebhook,
  slackGetIntegration,
  webhookGetIntegration,
  whatsappGetIntegration,
} from '../../src/index.ts'
import type { World } from './world.ts'

/** Of no instance, so that what claims to be its service is refused. */
const path = { id: '0198c7e2-1b2c-7000-8000-5d2f6a9c1e44' }

/** What sends notifications, and the addresses that services call. */
export function notificationCalls({ client }: World) {
  return {
    emailGetIntegration: () => emailGetIntegration({ client }),
    ntfyGetIntegration: () => ntfyGetIntegration({ client }),
    slackGetIntegration: () => slackGetIntegration({ client }),
    webhookGetIntegration: () => webhookGetIntegration({ client }),
    whatsappGetIntegration: () => whatsappGetIntegration({ client }),
    pluginsReceiveInstanceWebhook: () => pluginsReceiveInstanceWebhook({ client, path }),
    pluginsCompleteInstanceWebhook: () => pluginsCompleteInstanceWebhook({ client, path }),
  }
}
