import { cutText, type NotificationMessage, oneLine } from '@tributary/integration-kit/providers'
import type { Static } from 'typebox'
import type { form } from './form.ts'

type Config = Static<typeof form>

const BODY_CHARACTERS = 4_096
/** Of a whole template 1,024, its own words included. */
const TITLE_CHARACTERS = 100
const PARAMETER_CHARACTERS = 700

/** Only within 24 hours of the last message of the recipient. */
export function textMessage({ to }: Config, { title, text, url }: NotificationMessage): object {
  const head = `${cutText(oneLine(title), { characters: TITLE_CHARACTERS * 2 })}\n\n`
  const end = url === undefined ? '' : `\n\n${url}`
  const body = `${head}${cutText(text, { characters: BODY_CHARACTERS - head.length - end.length })}${end}`
  return { to, type: 'text', text: { preview_url: false, body } }
}

/** At any time; its parameters take no line break, tab or several spaces. */
export function templateMessage(config: Config, { title, text, url }: NotificationMessage): object {
  const { to, template = '', templateLanguage = '' } = config
  const end = url === undefined ? '' : ` ${url}`
  const parameters = [
    cutText(oneLine(title), { characters: TITLE_CHARACTERS }),
    `${cutText(oneLine(text), { characters: PARAMETER_CHARACTERS - end.length })}${end}`,
  ].map((each) => ({ type: 'text', text: each }))
  return {
    to,
    type: 'template',
    template: {
      name: template,
      language: { code: templateLanguage },
      components: [{ type: 'body', parameters }],
    },
  }
}
