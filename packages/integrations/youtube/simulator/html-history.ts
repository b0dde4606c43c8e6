import type { HistoryRow } from './history-rows.ts'
import type { TakeoutLocale } from './locales.ts'

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escaped = (text: string) =>
  text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character).replaceAll('\u00a0', '&nbsp;')

const cell = (width: number, kinds: string, content: string) =>
  `<div class="content-cell mdl-cell mdl-cell--${width}-col ${kinds}">${content}</div>`

/** The HTML of a history, in pieces: one line without a charset, as Google writes it. */
export function* htmlHistory(rows: Iterable<HistoryRow>, locale: TakeoutLocale): Generator<string> {
  const timeOf = timeWriter(locale)
  yield '<html><head><title>My Activity History</title><style>.mdl-grid{display:flex}</style></head><body><div class="mdl-grid">'
  for (const row of rows) yield rowMarkup(row, timeOf(row.at))
  yield '</div></body></html>'
}

function rowMarkup(row: HistoryRow, time: string): string {
  const link = `<a href="${escaped(row.titleUrl)}">${escaped(row.linkText)}</a>`
  const channel = row.channel && `<a href="${escaped(row.channel.url)}">${escaped(row.channel.name)}</a>`
  const lines = [escaped(row.sentence).replace('\u0000', () => link), channel, escaped(time)]
  const body = lines.flatMap((line) => (line === undefined ? [] : `${line}<br>`)).join('')
  const details = row.details.map((detail) => `<b>Details:</b><br>&emsp;${escaped(detail)}<br>`).join('')
  const caption = `<b>Products:</b><br>&emsp;YouTube<br>${details}<b>Why is this here?</b><br>&emsp;This activity was saved to your Google Account because the following settings were on:&nbsp;${escaped(row.control)}.`
  return [
    '<div class="outer-cell mdl-cell mdl-cell--12-col mdl-shadow--2dp"><div class="mdl-grid"><div class="header-cell mdl-cell mdl-cell--12-col">',
    `<p class="mdl-typography--title">${row.header}<br></p></div>`,
    cell(6, 'mdl-typography--body-1', body),
    cell(6, 'mdl-typography--body-1 mdl-typography--text-right', ''),
    cell(12, 'mdl-typography--caption', caption),
    '</div></div>',
  ].join('')
}

/** The time as `Intl` writes it in a language, at the fixed offset of the export, with its label. */
function timeWriter({ tag, zone }: TakeoutLocale): (at: number) => string {
  const format = new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' })
  return (at) => `${format.format(at + zone.minutes * 60_000)} ${zone.label}`
}
