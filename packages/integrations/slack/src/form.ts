import { field, fields } from '@tributary/integration-kit'

const WAY = 'How messages are posted'
const TARGET = 'Where'

/** A webhook posts to the channel that it was made for; a bot to any that it was invited to. */
export const form = fields({
  mode: field.select({
    label: 'Way',
    description:
      'A webhook is quicker to set up; a bot can post to several channels and tells more of what is wrong.',
    choices: [
      { value: 'webhook', label: 'Incoming webhook' },
      { value: 'bot', label: 'Bot token' },
    ],
    default: 'webhook',
    group: WAY,
  }),
  webhookUrl: field.secret({
    label: 'Webhook URL',
    description: 'Everyone who knows it can post to the channel.',
    help: 'At api.slack.com/apps: your app → Incoming Webhooks → Add New Webhook to Workspace, choose the channel, then copy the URL.',
    rules: [
      {
        must: { pattern: '^https://hooks\\.slack(-gov)?\\.com/\\S+$' },
        message: 'A webhook URL of Slack begins with https://hooks.slack.com/.',
      },
    ],
    visibleWhen: { field: 'mode', is: 'webhook' },
    group: WAY,
  }),
  token: field.secret({
    label: 'Bot token',
    description: 'Begins with xoxb-.',
    help: 'At api.slack.com/apps: your app → OAuth & Permissions: add the scope chat:write, install the app, then copy the Bot User OAuth Token.',
    rules: [
      {
        must: { pattern: '^xox[a-z]' },
        message: 'A token of Slack begins with xox, that of a bot with xoxb-.',
      },
    ],
    visibleWhen: { field: 'mode', is: 'bot' },
    group: WAY,
  }),
  channel: field.text({
    label: 'Channel',
    description:
      'Its ID, at the end of its details in Slack. Invite the app to it: /invite @name-of-the-app.',
    placeholder: 'C0123456789',
    visibleWhen: { field: 'mode', is: 'bot' },
    group: TARGET,
  }),
})
