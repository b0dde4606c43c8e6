export { webhooksErrors } from './webhooks-errors.ts'
export { type WebhooksOptions, webhooksPlugin } from './webhooks-plugin.ts'
