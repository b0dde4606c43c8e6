/** What both ways are sent. */
export interface SlackMessage {
  readonly text?: string
  readonly mrkdwn?: boolean
  readonly channel?: string
}

const ENTITIES: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' }

/** What a person reads: links and mentions by their label, entities resolved, and the signs of markup gone unless it is switched off. */
export function showMessage({ text = '', mrkdwn = true }: SlackMessage): string {
  const plain = text
    .replace(
      /<([!@#])([^>|]*)(?:\|([^>]*))?>/g,
      (_, sign: string, id: string, label?: string) => label ?? `${sign}(${id})`,
    )
    .replace(/<(https?:[^>|]*)(?:\|([^>]*))?>/g, (_, url: string, label?: string) => label ?? url)
  const formatted = mrkdwn ? plain.replace(/[*_~`]([^*_~`\n]+)[*_~`]/g, '$1') : plain
  return formatted.replace(/&(?:lt|gt|amp);/g, (entity) => ENTITIES[entity] ?? entity)
}
