export { startReceiver, type WebhookReceiver } from './start-receiver.ts'
