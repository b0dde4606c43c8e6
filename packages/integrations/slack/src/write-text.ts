import { cutText, type NotificationMessage, oneLine } from '@tributary/integration-kit/providers'

/** Slack asks for at most 4,000 and cuts at 40,000. What is escaped counts. */
const CHARACTERS = 4_000
const TITLE_CHARACTERS = 250
/** Of the short name of an emoji, which is shown also without markup. */
const SIGNS = { info: '', warning: ':warning: ', error: ':rotating_light: ' } as const

/** The text of a message: https://docs.slack.dev/messaging/formatting-message-text#escaping */
export function writeText({ title, text, severity, url }: NotificationMessage): string {
  const head = `${SIGNS[severity]}${escape(cutText(oneLine(title), { characters: TITLE_CHARACTERS }))}\n`
  const end = url === undefined ? '' : `\n${escape(url)}`
  const left = CHARACTERS - head.length - end.length
  return `${head}${escape(cutText(text, { characters: left }, escape))}${end}`
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
