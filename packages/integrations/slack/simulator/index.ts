export { createSlackSimulator, type SlackSimulator } from './create-slack-simulator.ts'
export { type SlackMessage, showMessage } from './show-message.ts'
export { WEBHOOK_ERRORS } from './webhook-errors.ts'
