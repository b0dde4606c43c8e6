export { createStripeSimulator, type StripeSimulator } from './create-stripe-simulator.ts'
export { signWebhook } from './sign-webhook.ts'
