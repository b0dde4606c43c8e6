import { htmlText } from '@tributary/integration-kit/files'
import { defined } from '@tributary/integration-kit/values'

const HEADER = /mdl-typography--title">(.*?)<\/p>/s
const BODY = /mdl-typography--body-1">(.*?)<\/div>/s
const CAPTION = /mdl-typography--caption">(.*?)<\/div>/s
const LINK = /<a\b[^>]*\bhref="([^"]*)"[^>]*>(.*?)<\/a>/s

/**
 * Reads a row of the HTML as the members that the JSON has for it, with two differences: `written` is the time as the language writes it,
 * and `linkText` the title without its verb. The labels are translated, so that only their order tells what they are.
 */
export const TAKEOUT_HTML = {
  begins: 'class="outer-cell',
  read(markup: string): Readonly<Record<string, unknown>> {
    const lines = piece(markup, BODY)
      .split(/<br\s*\/?>/)
      .filter((line) => htmlText(line) !== '')
    const [first = '', second = ''] = lines
    const [title, channel] = [LINK.exec(first), LINK.exec(second)]
    const [products = '', ...sections] = piece(markup, CAPTION)
      .split(/<b>.*?<\/b>/s)
      .slice(1)
      .map(htmlText)
    return defined({
      header: htmlText(piece(markup, HEADER)),
      title: htmlText(first),
      linkText: title === null ? undefined : htmlText(title[2] ?? ''),
      titleUrl: title === null ? undefined : htmlText(title[1] ?? ''),
      subtitles:
        channel === null
          ? undefined
          : [{ name: htmlText(channel[2] ?? ''), url: htmlText(channel[1] ?? '') }],
      written: htmlText(lines.at(-1) ?? ''),
      products: [products],
      details: sections.slice(0, -1).map((name) => ({ name })),
      activityControls: sections.slice(-1),
    })
  },
}

function piece(markup: string, pattern: RegExp): string {
  return pattern.exec(markup)?.[1] ?? ''
}
